import { stateTensors, type ModelSpec } from '@archetype/spec';

/** How many numbers the optimiser changes. */
export function parametersOf(model: ModelSpec): number {
  return stateTensors(model)
    .filter(({ trainable }) => trainable)
    .reduce((sum, { shape }) => sum + shape.reduce((product, size) => product * size, 1), 0);
}
