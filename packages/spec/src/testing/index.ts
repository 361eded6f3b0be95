/** Arbitraries for fast-check: models that are right, models that are wrong in one known way; and what is wrong with a graph. */
export { graphFaults } from './graphFaults.js';
export { flatShape, imageShape, layerList, modelSpec, type ModelConstraints } from './modelSpec.js';
