import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { editDistance } from './editDistance.js';

describe('editDistance', () => {
  it.each([
    ['', '', 0],
    ['abc', '', 3],
    ['abc', 'acb', 1],
    ['kitten', 'sitting', 3],
    ['lenet', 'lent', 1],
  ])('of %j and %j is %i', (a, b, edits) => {
    expect(editDistance(a, b)).toBe(edits);
  });

  const word = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 8 });

  test.prop([word, word])('is symmetric, zero for equals alone, at least the difference and at most the greater of the lengths', (a, b) => {
    const edits = editDistance(a, b);
    expect(editDistance(b, a)).toBe(edits);
    expect(edits === 0).toBe(a === b);
    expect(edits).toBeGreaterThanOrEqual(Math.abs(a.length - b.length));
    expect(edits).toBeLessThanOrEqual(Math.max(a.length, b.length));
  });
});
