/** Arbitraries for fast-check: models that are right, models that are wrong in one known way, and files that may be anything. */
export { flatShape, imageShape, layerList, modelSpec, type ModelConstraints } from './modelSpec.js';
