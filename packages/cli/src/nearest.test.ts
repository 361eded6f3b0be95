import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { editDistance, listed, nearest, suggestion } from './nearest.js';

describe('nearest', () => {
  it.each([
    ['lent', ['lenet', 'alexnet', 'nin'], ['lenet']],
    ['LeNet', ['lenet', 'alexnet'], ['lenet']],
    ['resnet81', ['resnet18', 'resnet34', 'vgg11'], ['resnet18', 'resnet34']],
    ['alex', ['alexnet', 'alexnet-p1', 'nin'], ['alexnet', 'alexnet-p1']],
    ['zzzz', ['lenet', 'alexnet'], []],
    ['', ['lenet'], []],
  ])('%j of %j is %j', (word, candidates, expected) => {
    expect(nearest(word, candidates)).toEqual(expected);
  });

  it('names all there is when nothing is near', () => {
    expect(suggestion('zzzz', ['ort', 'tfjs'])).toBe('there are ort and tfjs');
    expect(suggestion('otr', ['ort', 'tfjs'])).toBe('did you mean ort?');
  });

  it('joins words', () => {
    expect([listed([]), listed(['a']), listed(['a', 'b']), listed(['a', 'b', 'c'], 'and')]).toEqual(['', 'a', 'a or b', 'a, b and c']);
  });
});

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
