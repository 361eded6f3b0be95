import type { Graph, TensorInfo, TensorName } from '@archetype/spec';
import { fillBernoulli, randomStream } from '@archetype/spec/random';
import type { StepOperation } from './operations.js';

/**
 * The dropout masks of one training step: uint8 ones where a value is kept, with probability 1 − rate, from the stream of
 * (seed, `dropout`, the layer's path, step). So every engine gets the same masks, and so does a run that resumes.
 *
 * @param step 0 for the first step of the run
 */
export function dropoutMasks(graph: Graph<StepOperation>, seed: number, step: number): ReadonlyMap<TensorName, Uint8Array> {
  const masks = new Map<TensorName, Uint8Array>();
  for (const input of graph.inputs) {
    if (input.role !== 'mask') continue;
    const { shape } = graph.tensors.get(input.name) as TensorInfo;
    const mask = new Uint8Array(shape.reduce((product, size) => product * size, 1));
    fillBernoulli(randomStream({ seed, purpose: 'dropout', path: input.path, step }), mask, 1 - input.rate);
    masks.set(input.name, mask);
  }
  return masks;
}
