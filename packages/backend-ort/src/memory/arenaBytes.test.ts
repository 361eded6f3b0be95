import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import type { Node } from '../emit/value.js';
import type { Allocation } from './allocations.js';
import { arenaBytes } from './arenaBytes.js';

const MB = 2 ** 20;
const node: Node = { name: 'node', operator: 'Add', inputs: [], attributes: {}, outputs: [] };
const step = (taken: Readonly<Record<number, number>>, freed: readonly number[] = []): Allocation => ({
  node,
  taken: new Map(Object.entries(taken).map(([id, bytes]) => [Number(id), bytes])),
  freed,
});

describe('the arena', () => {
  it('counts the pages that were written to, not the regions', () => {
    expect(arenaBytes([step({ 1: 5 * MB }, [1])])).toBe(5 * MB);
    expect(arenaBytes([step({ 1: 100 }, [1])])).toBe(4096);
  });

  it('gives the next value what an earlier one has left', () => {
    expect(arenaBytes([step({ 1: 8 * MB }, [1]), step({ 2: 8 * MB }, [2])])).toBe(8 * MB);
  });

  it('splits a chunk of twice the size, and leaves a smaller one whole', () => {
    const both = (first: number) => arenaBytes([step({ 1: 8 * MB }, [1]), step({ 2: first }), step({ 3: 3 * MB }, [2, 3])], 1);
    expect(both(4 * MB)).toBe(8 * MB);
    expect(both(5 * MB)).toBe(11 * MB);
  });

  it('holds at least what is held at once, and no more than all that is taken', () => {
    const sizes = fc.array(fc.tuple(fc.integer({ min: 1, max: 4 * MB }), fc.nat(5)), { minLength: 1, maxLength: 30 });
    fc.assert(fc.property(sizes, (lives) => {
      const steps = lives.map(([bytes], at) => step({ [at]: bytes }, lives.flatMap(([, life], id) => (Math.min(id + life, lives.length - 1) === at ? [id] : []))));
      const atOnce = lives.map((_, at) => lives.reduce((sum, [bytes, life], id) => sum + (id <= at && id + life >= at ? bytes : 0), 0));
      const held = arenaBytes(steps, 1);
      expect(held).toBeGreaterThanOrEqual(Math.max(...atOnce) - 4096);
      expect(held).toBeLessThanOrEqual(lives.reduce((sum, [bytes]) => sum + bytes + 2 * 4096, 0));
    }));
  });
});

test('terabytes are no harder to count', () => {
  expect(arenaBytes([step({ 1: 2 ** 42, 2: 2 ** 41 }, [1, 2])]) / 2 ** 41).toBeCloseTo(3, 2);
});
