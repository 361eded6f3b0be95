import type { BiasGradientOp } from '@archetype/training';
import type { HeapContext, Kernel } from '../kernel.js';
import { channelSums } from './channelSums.js';

/** In one pass: TensorFlow.js's sum over outer axes turns the whole tensor first. */
export const biasGradient: Kernel<BiasGradientOp, HeapContext> =
  (_, { workspace, heap }) =>
  (dy) => {
    const channels = dy.shape.at(-1)!;
    const dBias = workspace.adopt(heap.allocate([channels]));
    heap.float32(dBias).set(channelSums(heap.float32(dy), channels));
    return [dBias];
  };
