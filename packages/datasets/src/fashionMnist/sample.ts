import { fileURLToPath } from 'node:url';

/** The folder of the sample within this package: its ORIGIN.md says how it was made. */
export const sampleDirectory = fileURLToPath(new URL('../../sample/', import.meta.url));
