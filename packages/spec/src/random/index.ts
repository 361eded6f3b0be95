/** Counter-based random numbers: equal on every machine, with no state to save. */
export { philox4x32, type Words2, type Words4 } from './philox.js';
export { fillWords, randomStream, substream, wordReader, type RandomStream, type StreamKey } from './stream.js';
export { fillUniform } from './uniform.js';
export { fillNormal } from './normal.js';
export { fillBernoulli } from './bernoulli.js';
export { fillIntegers, nextInteger, permutation } from './integers.js';
