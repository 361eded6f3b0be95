export type * from './backend.js';
export type * from './operations.js';
