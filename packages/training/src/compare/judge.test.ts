import { describe, expect, it } from 'vitest';
import { tinyBatches, tinyGraphs, tinyModel, tinyProgram, tinyRecipe, type TinyOptions } from '../../testing/tinyProgram.js';
import { initialState } from '../initialState.js';
import { compareEngines } from './compare.js';
import { comparedProgram, stepGraphs, type ComparedEngine } from './comparedEngine.js';
import type { Judge } from './judge.js';

const recipe = tinyRecipe();
const graphs = tinyGraphs(recipe);
const graphAt = stepGraphs(graphs, tinyBatches);
const initial = initialState({ model: tinyModel, recipe });

const engine = (name: string, options: TinyOptions = {}): ComparedEngine =>
  comparedProgram({ name, program: tinyProgram(graphs, options), graphs, recipe, initial: () => initial, training: tinyBatches });

describe('a comparison with a judge', () => {
  const wrong = '2.weight:gradient';

  it('names the engine whose result the judge contradicts', async () => {
    const right = await engine('a').inspect(1, initial, graphAt(1).operations.flatMap(({ outputs }) => [...outputs]));
    const judge: Judge = (_graph, { outputs }) => new Map(outputs.map((name) => [name, right.get(name) ?? new Float32Array()]));
    const { agreement } = await compareEngines([engine('a'), engine('b', { wrongAt: wrong })], 2, { graphAt, judge });
    expect(agreement[0]?.firstDivergence).toMatchObject({ step: 1, tensor: wrong, atFault: ['b'] });
  });

  it('takes the word of the engine that is the judge', async () => {
    const judge: Judge = (_graph, { outputs }, values) => new Map(outputs.map((name) => [name, (values.get(name) ?? new Float32Array()).map((value) => value + 1)]));
    const found = async (trusted: string) => {
      const { agreement } = await compareEngines([engine('a'), engine('b', { wrongAt: wrong })], 2, { graphAt, judge, trusted });
      return agreement[0]?.firstDivergence?.atFault;
    };
    expect(await found('a')).toEqual(['b']);
    expect(await found('b')).toEqual(['a']);
    expect(await found('none')).toEqual(['a', 'b']);
  });

  it('finds nothing where both are right for their own inputs, and does not ask about what is made of it', async () => {
    const asked: string[] = [];
    const judge: Judge = (_graph, { kind, outputs }, values) => {
      asked.push(kind);
      return new Map(outputs.map((name) => [name, values.get(name) ?? new Float32Array()]));
    };
    const { agreement } = await compareEngines([engine('a'), engine('b', { wrongAt: wrong })], 2, { graphAt, judge });
    expect(agreement[0]?.firstDivergence).toBeNull();
    expect(new Set(asked)).toEqual(new Set(['linearWeightGradient']));
  });
});
