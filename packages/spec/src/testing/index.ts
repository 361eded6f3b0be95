/** Arbitraries for fast-check: models that are right, models that are wrong in one known way, files that may be anything; and what is wrong with a graph. */
export { almostValidModel, type AlmostValidModel } from './almostValidModel.js';
export { graphFaults } from './graphFaults.js';
export { flatShape, imageShape, layerList, modelSpec, type ModelConstraints } from './modelSpec.js';
export { mutate, mutated } from './mutated.js';
