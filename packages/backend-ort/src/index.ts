export { backend } from './backend.js';
export type { OrtBackend, OrtOptions } from './backend.js';
