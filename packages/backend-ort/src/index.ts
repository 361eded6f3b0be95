export { backend } from './backend.js';
export type { OrtOptions } from './backend.js';
