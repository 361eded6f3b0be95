import type { TensorInfo } from '@archetype/spec';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { interpret } from './interpret.js';

const gradients = fc.array(fc.array(fc.double({ min: -100, max: 100, noNaN: true }), { minLength: 1, maxLength: 9 }), { minLength: 1, maxLength: 4 });
const bound = fc.double({ min: 0.01, max: 1000, noNaN: true });

/** The norm of the gradients, and what becomes of them. */
function clip(given: readonly (readonly number[])[], maxNorm: number) {
  const names = given.map((_, i) => `g${i}`);
  const tensors = new Map<string, TensorInfo>([['norm', { shape: [], elementType: 'float32' }]]);
  for (const [i, { length }] of given.entries()) for (const name of [`g${i}`, `y${i}`]) tensors.set(name, { shape: [length], elementType: 'float32' });
  const results = interpret(
    {
      name: 'clipping',
      tensors,
      operations: [
        { kind: 'globalNorm', path: '', inputs: names, outputs: ['norm'] },
        ...names.map((name, i) => ({ kind: 'clipByNorm', path: '', maxNorm, inputs: [name, 'norm'], outputs: [`y${i}`] }) as const),
      ],
    },
    new Map(given.map((values, i) => [`g${i}`, Float64Array.from(values)])),
  );
  return { norm: results.get('norm')!.data[0]!, clipped: names.map((_, i) => [...results.get(`y${i}`)!.data]) };
}

describe('clipping by the norm of all gradients', () => {
  it('takes the length of the gradients laid end to end', () => {
    fc.assert(
      fc.property(gradients, bound, (given, maxNorm) => {
        expect(clip(given, maxNorm).norm).toBeCloseTo(Math.hypot(...given.flat()), 8);
      }),
    );
  });

  it('leaves no norm above the bound', () => {
    fc.assert(
      fc.property(gradients, bound, (given, maxNorm) => {
        expect(Math.hypot(...clip(given, maxNorm).clipped.flat())).toBeLessThanOrEqual(maxNorm * (1 + 1e-12));
      }),
    );
  });

  it('leaves gradients as they are whose norm is a little below the bound', () => {
    fc.assert(
      fc.property(gradients, (given) => {
        expect(clip(given, Math.hypot(...given.flat()) + 2e-6).clipped).toEqual(given);
      }),
    );
  });

  it('keeps the direction', () => {
    fc.assert(
      fc.property(gradients, bound, (given, maxNorm) => {
        const { norm, clipped } = clip(given, maxNorm);
        const factor = Math.min(1, maxNorm / (norm + 1e-6));
        clipped.flat().forEach((value, i) => expect(value).toBeCloseTo(given.flat()[i]! * factor, 10));
      }),
    );
  });
});
