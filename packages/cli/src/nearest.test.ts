import { describe, expect, it } from 'vitest';
import { listed, nearest, suggestion } from './nearest.js';

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
