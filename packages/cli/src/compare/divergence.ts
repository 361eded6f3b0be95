import type { TensorName } from '@archetype/spec';
import type { StepGraph, TensorValues } from '@archetype/training';
import type { Divergence } from '../report/contents.js';

/** Tensors of a step by name, as one engine computes them from the state that was agreed on. */
export type Inspect = (names: readonly TensorName[]) => Promise<TensorValues>;

/**
 * How far two engines may part within a step: ‖a − b‖ / ‖a‖ of any tensor. Float32 sums taken in another order stay below 1e-4;
 * a maximum that falls the other way in a near tie moves single elements of a gradient, which this norm forgives.
 */
export const TOLERANCE = 1e-3;

/** Values held at once while comparing; the rest is asked for afterwards. */
const MOST_VALUES = 16 * 1024 * 1024;

/**
 * The first tensor of a step, in the order in which it is computed, in which two engines differ by more than the tolerance
 * from the same state, batch and masks; null when there is none.
 */
export async function firstDivergence(graph: StepGraph, step: number, a: Inspect, b: Inspect): Promise<Divergence | null> {
  for (const names of inPortions(graph)) {
    const [ofA, ofB] = [await a(names), await b(names)];
    for (const name of names) {
      const difference = relativeDifference(ofA.get(name), ofB.get(name));
      if (!(difference <= TOLERANCE)) return { step, tensor: name, difference };
    }
  }
  return null;
}

/** ‖a − b‖ / ‖a‖ in double precision; 0 for equal values, NaN where one is not a number and the other is. */
export function relativeDifference(a: Float32Array | undefined, b: Float32Array | undefined): number {
  if (a === undefined || b === undefined || a.length !== b.length) return NaN;
  let difference = 0;
  let size = 0;
  for (let index = 0; index < a.length; index += 1) {
    const [x, y] = [a[index] ?? 0, b[index] ?? 0];
    if (!Object.is(x, y)) difference += (x - y) ** 2;
    size += x * x;
  }
  return difference === 0 ? 0 : Math.sqrt(difference / Math.max(size, NEGLIGIBLE));
}

/** Below this a tensor is zero but for rounding, and its relative difference says nothing. */
const NEGLIGIBLE = 1e-20;

function inPortions(graph: StepGraph): readonly (readonly TensorName[])[] {
  const portions: TensorName[][] = [];
  let room = 0;
  for (const name of graph.operations.flatMap(({ outputs }) => outputs)) {
    const values = graph.tensors.get(name)?.shape.reduce((product, size) => product * size, 1) ?? 0;
    if (values > room) {
      portions.push([]);
      room = MOST_VALUES;
    }
    portions.at(-1)?.push(name);
    room -= values;
  }
  return portions;
}
