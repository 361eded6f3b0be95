export { backend } from './backend.js';
export { interpret } from './interpret.js';
export type { Kernel } from './kernel.js';
export { kernels } from './kernels/registry.js';
export type { Tensor } from './tensor.js';
