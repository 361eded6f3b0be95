import { elementCount } from '../tensor.js';
import { fillUniform, permutation, randomStream } from '@archetype/spec/random';

/** Values uniform in [−2, 2). */
export function uniformValues(seed: number, name: string, shape: readonly number[]): Float64Array {
  const values = new Float64Array(elementCount(shape));
  fillUniform(randomStream({ seed, purpose: 'law', path: name }), values, -2, 2);
  return values;
}

/** Values uniform in [−4, 4), at least `distance` from each of `kinks`, so that differences do not step over a point without a derivative. */
export function valuesAwayFrom(kinks: readonly number[], distance: number, seed: number, name: string, shape: readonly number[]): Float64Array {
  return uniformValues(seed, name, shape).map((half) => {
    const value = 2 * half;
    const kink = kinks.find((each) => Math.abs(value - each) < distance);
    return kink === undefined ? value : kink + (value < kink ? -distance : distance);
  });
}

/** A shuffle of … −0.1, 0, 0.1, 0.2 …: no two are close, so that a maximum stays where it is, and no variance is small. */
export function spacedValues(seed: number, name: string, shape: readonly number[]): Float64Array {
  const count = elementCount(shape);
  return Float64Array.from(permutation(randomStream({ seed, purpose: 'law', path: name }), count), (rank) => (rank - Math.floor(count / 2)) / 10);
}

/** Zeros and ones. */
export function maskValues(seed: number, name: string, shape: readonly number[]): Float64Array {
  return uniformValues(seed, name, shape).map((value) => (value < 0 ? 0 : 1));
}
