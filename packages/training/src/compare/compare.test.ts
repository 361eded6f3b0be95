import { batchNorm, conv2d, defineModel, defineRecipe, flatten, linear, relu, type TensorName } from '@archetype/spec';
import { describe, expect, it } from 'vitest';
import { tinyBatches, tinyGraphs, tinyModel, tinyProgram, tinyRecipe, type TinyOptions } from '../../testing/tinyProgram.js';
import type { StepGraph } from '../backend.js';
import { createGraphSet } from '../graphSet.js';
import { initialState } from '../initialState.js';
import { compareEngines, maxLossDifference } from './compare.js';
import { comparedProgram, stepGraphs, type ComparedEngine } from './comparedEngine.js';
import { tensorDifferences } from './differences.js';

const recipe = tinyRecipe();
const graphs = tinyGraphs(recipe);
const graphAt = stepGraphs(graphs, tinyBatches);

function engine(name: string, options: TinyOptions = {}): ComparedEngine {
  return comparedProgram({ name, program: tinyProgram(graphs, options), graphs, recipe, initial: () => initialState({ model: tinyModel, recipe }), training: tinyBatches });
}

describe('compareEngines', () => {
  it('finds nothing between equal engines, over several epochs', async () => {
    const { engines, agreement } = await compareEngines([engine('a'), engine('b')], 12, { graphAt });
    expect(engines.map((each) => [each.engine, each.losses.length, each.milliseconds.length])).toEqual([
      ['a', 12, 12],
      ['b', 12, 12],
    ]);
    expect(engines[0]?.losses).toEqual(engines[1]?.losses);
    expect(agreement).toEqual([{ a: 'a', b: 'b', maxLossDifference: 0, firstDivergence: null }]);
  });

  it('compares every pair', async () => {
    const { agreement } = await compareEngines([engine('a'), engine('b'), engine('c', { offset: () => 0.5 })], 3, { graphAt });
    expect(agreement.map(({ a, b, maxLossDifference: most }) => [a, b, most > 0.4])).toEqual([
      ['a', 'b', false],
      ['a', 'c', true],
      ['b', 'c', true],
    ]);
  });

  it('names the first tensor that is wrong in the first step, whatever the losses', async () => {
    const { agreement } = await compareEngines([engine('a'), engine('b', { wrongAt: '2.weight:gradient' })], 3, { graphAt });
    expect(agreement[0]?.maxLossDifference).toBe(0);
    expect(agreement[0]?.firstDivergence).toMatchObject({ step: 1, tensor: '2.weight:gradient' });
    expect(agreement[0]?.firstDivergence?.difference).toBeGreaterThan(1e-3);
  });

  it('names the step where the losses part, and the loss where no tensor of that step stands out', async () => {
    const { agreement } = await compareEngines([engine('a'), engine('b', { offset: (step) => (step < 6 ? 0 : 3) })], 9, { graphAt });
    expect(agreement[0]?.firstDivergence).toMatchObject({ step: 7, tensor: 'loss' });
  });

  it('looks into a later step from one common state', async () => {
    const states: unknown[] = [];
    const spying = (inner: ComparedEngine): ComparedEngine => ({
      ...inner,
      inspect: (step, state, names) => (states.push([step, [...state.values()].map((values) => values[0])]), inner.inspect(step, state, names)),
    });
    const b = engine('b', { offset: (step) => (step < 2 ? 0 : 3) });
    await compareEngines([spying(engine('a')), spying(b)], 4, { graphAt });
    expect(states).toHaveLength(4);
    expect(states[0]).toEqual(states[1]);
    expect(states[2]).toEqual(states[3]);
    expect(states[2]).not.toEqual(states[0]);
  });
});

describe('maxLossDifference', () => {
  it('is the largest over the steps of both', () => {
    expect(maxLossDifference([1, 2, 3], [1, 2.5])).toBe(0.5);
    expect(maxLossDifference([], [])).toBe(0);
  });

  it('is infinite where one diverged, and nothing where both did', () => {
    expect(maxLossDifference([1, Number.NaN], [1, 2])).toBe(Infinity);
    expect(maxLossDifference([1, Number.NaN], [1, Number.NaN])).toBe(0);
    expect(maxLossDifference([Infinity], [Infinity])).toBe(0);
  });
});

describe('tensorDifferences', () => {
  const model = defineModel({ name: 'normed', input: [1, 4, 4], layers: [conv2d({ outChannels: 2, kernelSize: 3 }), batchNorm(), relu(), flatten(), linear({ outFeatures: 3 })] });
  const graph: StepGraph = createGraphSet({ model, recipe: defineRecipe({ name: 'normed', model, optimizer: { kind: 'adam' } }) }).training(2);
  const made = graph.operations.flatMap(({ outputs }) => [...outputs]);

  /** Ones everywhere but where told. */
  function values(some: Readonly<Record<TensorName, readonly number[]>> = {}): ReadonlyMap<TensorName, Float32Array> {
    const sizeOf = (name: TensorName): number => graph.tensors.get(name)?.shape.reduce((product, size) => product * size, 1) ?? 0;
    return new Map(made.map((name) => [name, Float32Array.from({ length: sizeOf(name) }, (_, i) => some[name]?.[i] ?? 1)]));
  }
  const differencesOf = (a: Parameters<typeof values>[0], b: Parameters<typeof values>[0]) =>
    new Map([...tensorDifferences(graph, 1e-3)(values(a), values(b))].map(({ tensor, difference }) => [tensor, difference]));

  it('go through the tensors in the order of the graph, but for the count of right answers', () => {
    expect([...differencesOf({}, {}).keys()]).toEqual(made.filter((name) => name !== 'correct'));
    expect(new Set(differencesOf({}, {}).values())).toEqual(new Set([0]));
  });

  it('are by the largest forward and by root mean squares backward', () => {
    const found = differencesOf({ '0:output': [2], '0.weight:gradient': [2] }, {});
    expect(found.get('0:output')).toBe(0.5);
    // 18 weights: √(1/18) apart, √(21/18) large.
    expect(found.get('0.weight:gradient')).toBeCloseTo(Math.sqrt(1 / 21), 6);
  });

  it('of a bias before batch normalisation, whose gradient is rounding alone, are small, and its update is left out', () => {
    const found = differencesOf({ '0.bias:gradient': [1e-8, 1e-8], '0.bias:next': [0.001, -0.001] }, { '0.bias:gradient': [-1e-8, 2e-8], '0.bias:next': [-0.001, 0.001] });
    expect(found.get('0.bias:gradient')).toBeLessThan(1e-7);
    expect(found.has('0.bias:next')).toBe(false);
    expect(found.has('0.weight:next')).toBe(true);
    expect(found.get('4.bias:next')).toBe(0);
  });

  it('of a bias gradient that is there are found', () => {
    expect(differencesOf({ '4.bias:gradient': [1.1, 1.1, 1.1] }, {}).get('4.bias:gradient')).toBeGreaterThan(0.05);
  });

  it('of a mean that is zero beside its deviation are small, of a running mean that takes it up too', () => {
    const found = differencesOf({ '1:mean': [1e-8, 1e-8], '1.running_mean:next': [1e-9, 1e-9] }, { '1:mean': [-1e-8, -1e-8], '1.running_mean:next': [-1e-9, -1e-9] });
    expect(found.get('1:mean')).toBeLessThan(1e-7);
    expect(found.get('1.running_mean:next')).toBeLessThan(1e-7);
  });

  it('of a batch normalisation that has made rounding of equal values are small, where the weights are known', () => {
    const made = (weights: Readonly<Record<string, readonly number[]>>) =>
      [...tensorDifferences(graph, 1e-3)(values({ '1:output': Array<number>(16).fill(1e-6) }), new Map([...values({ '1:output': Array<number>(16).fill(-1e-6) }), ...Object.entries(weights).map(([name, each]) => [name, Float32Array.from(each)] as const)]))]
        .find(({ tensor }) => tensor === '1:output')?.difference;
    expect(made({})).toBe(2);
    expect(made({ '1.weight': [0.5, -1] })).toBeCloseTo(2e-6, 8);
  });

  it('of a variance that is nothing beside eps are small', () => {
    expect(differencesOf({ '1:variance': [1e-14, 1e-14] }, { '1:variance': [0, 0] }).get('1:variance')).toBeLessThan(1e-8);
  });

  it('are infinite where one has NaN and the other a number, and nothing where both have NaN', () => {
    expect(differencesOf({ '0:output': [Number.NaN] }, {}).get('0:output')).toBe(Infinity);
    expect(differencesOf({ '4.weight:gradient': [1, Number.NaN] }, {}).get('4.weight:gradient')).toBe(Infinity);
    expect(differencesOf({ '0:output': [Number.NaN] }, { '0:output': [Number.NaN] }).get('0:output')).toBe(0);
    expect(differencesOf({ '0:output': [Infinity] }, { '0:output': [-Infinity] }).get('0:output')).toBe(Infinity);
  });

  it('can be asked for some operations at a time', () => {
    const differences = tensorDifferences(graph, 1e-3);
    const split = made.indexOf('0.bias:gradient');
    const part = (all: ReadonlyMap<TensorName, Float32Array>, names: readonly TensorName[]) => new Map([...all].filter(([name]) => names.includes(name)));
    const a = values({ '0.bias:gradient': [1e-8, 1e-8] });
    const b = values({ '0.bias:gradient': [-1e-8, -1e-8] });
    const found = [made.slice(0, split), made.slice(split)].flatMap((names) => [...differences(part(a, names), part(b, names))]);
    expect(found.find(({ tensor }) => tensor === '0.bias:gradient')?.difference).toBeLessThan(1e-7);
  });
});
