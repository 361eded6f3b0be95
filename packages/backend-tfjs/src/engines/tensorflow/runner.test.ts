import { expect, it } from 'vitest';
import type { Binding } from './binding.js';
import { createRunner } from './runner.js';

/** Holds tensors by number, as the native module does, and no values. */
function holdingBinding() {
  const held = new Set<number>();
  const createTensor = (): number => {
    held.add(held.size + 1);
    return held.size;
  };
  return { held, binding: { createTensor, deleteTensor: (id: number) => void held.delete(id) } as unknown as Binding };
}

it('what is kept as an operand is made once, is nobody’s to count, and goes at the end', () => {
  const { held, binding } = holdingBinding();
  const runner = createRunner(binding);
  expect(runner.integers([1, 2])).toBe(runner.integers([1, 2]));
  runner.floats([1, 2]);
  runner.scalar(1);
  expect([held.size, runner.count()]).toEqual([3, 0]);
  runner.dispose();
  runner.dispose();
  expect(held.size).toBe(0);
});
