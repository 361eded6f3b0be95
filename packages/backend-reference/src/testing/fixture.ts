import { readFileSync } from 'node:fs';

/** The contents of a JSON file under `fixtures/`. */
export const readFixture = (file: string): unknown => JSON.parse(readFileSync(new URL(`../../fixtures/${file}`, import.meta.url), 'utf8'));
