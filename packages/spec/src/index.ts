export * from './check/error.js';
export type * from './graph/graph.js';
export type * from './graph/operations.js';
export type * from './graph/tensor.js';
