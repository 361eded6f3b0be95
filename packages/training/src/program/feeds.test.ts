import { describe, expect, it } from 'vitest';
import { tinyGraphs, tinyRecipe } from '../../testing/tinyProgram.js';
import type { Feeds } from '../backend.js';
import { checkedFeeds, fedBatchSize } from './feeds.js';
import { checkState } from './state.js';

const graph = tinyGraphs(tinyRecipe()).training(3);
const feeds: Feeds = new Map<string, Uint8Array | Int32Array | Float32Array>([
  ['pixels', new Uint8Array(12)],
  ['labels', Int32Array.of(0, 1, 2)],
  ...graph.inputs.filter(({ role }) => role === 'mask').map(({ name }) => [name, new Uint8Array(12)] as const),
  ...graph.inputs.filter(({ role }) => role === 'scalar').map(({ name }) => [name, new Float32Array(1)] as const),
]);
const fedWith = (name: string, values?: Uint8Array | Int32Array | Float32Array): Feeds => {
  const changed = new Map(feeds);
  if (values === undefined) changed.delete(name);
  else changed.set(name, values);
  return changed;
};

describe('feeds', () => {
  it('are handed on as they are, in the order of the inputs', () => {
    const checked = checkedFeeds(graph, feeds);
    expect([...checked.keys()]).toEqual(graph.inputs.map(({ name }) => name));
    for (const [name, values] of checked) expect(values).toBe(feeds.get(name));
  });

  it.each([
    ['nothing for an input', fedWith('labels'), 'missing-feed', 'tiny/labels: no labels values are fed'],
    ['another element type', fedWith('pixels', new Float32Array(12)), 'feed-type', 'received a Float32Array for uint8 values'],
    ['another batch size', fedWith('labels', new Int32Array(2)), 'feed-size', 'received 2 values, expected 3'],
    ['a label that is no class', fedWith('labels', Int32Array.of(0, 3, 1)), 'label-out-of-range', 'sample 1 has label 3, and the model has 3 classes'],
    ['a label below zero', fedWith('labels', Int32Array.of(0, 1, -1)), 'label-out-of-range', 'sample 2 has label -1'],
  ])('refuses %s', (_, wrong, code, text) => {
    expect(() => checkedFeeds(graph, wrong)).toThrow(expect.objectContaining({ code, message: expect.stringContaining(text) }));
  });

  it('say how many samples there are, whatever the batch size of the graph', () => {
    expect(fedBatchSize(graph, feeds)).toBe(3);
    expect(fedBatchSize(graph, fedWith('pixels', new Uint8Array(400)))).toBe(100);
  });

  it.each([
    ['half a sample', new Uint8Array(6), '6 / 4 = 1.5'],
    ['no sample', new Uint8Array(0), 'received 0 values'],
  ])('are not %s', (_, pixels, text) => {
    expect(() => fedBatchSize(graph, fedWith('pixels', pixels))).toThrow(expect.objectContaining({ code: 'feed-size', message: expect.stringContaining(text) }));
  });
});

describe('state to be written', () => {
  const [first] = graph.state;

  it('may be a part of what is declared', () => {
    expect(() => checkState('tiny', graph.state, new Map([[first!.name, new Float32Array(first!.shape.reduce((a, b) => a * b, 1))]]))).not.toThrow();
  });

  it.each([
    ['a name that the model does not have', new Map([['9.weight', new Float32Array(1)]]), 'unknown-state', 'tiny/9.weight'],
    ['another size', new Map([[first!.name, new Float32Array(5)]]), 'state-size', 'received 5 values, expected 12'],
  ])('is refused with %s', (_, values, code, text) => {
    expect(() => checkState('tiny', graph.state, values)).toThrow(expect.objectContaining({ code, message: expect.stringContaining(text) }));
  });
});
