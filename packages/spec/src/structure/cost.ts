import { elementsOf } from '../shapes/shape.js';
import type { LeafStep } from './arrange.js';
import { leafState } from './stateTensors.js';

/** How many numbers of a layer the optimiser changes. */
export function parametersOf(leaf: LeafStep): number {
  return stateElements(leaf, true);
}

/** How many numbers of a layer's state no optimiser changes: the running statistics. */
export function buffersOf(leaf: LeafStep): number {
  return stateElements(leaf, false);
}

/** Multiply-adds for one item. */
export function multiplyAddsOf({ definition, layer, input, output }: LeafStep): number {
  return definition.multiplyAdds?.(layer, input.shape, output.shape) ?? 0;
}

function stateElements(leaf: LeafStep, trained: boolean): number {
  return leafState(leaf).reduce((sum, { shape, trainable }) => (trainable === trained ? sum + elementsOf(shape) : sum), 0);
}
