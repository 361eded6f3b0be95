import { defaultRecipe, layerKinds, type Recipe } from '@archetype/spec';
import { createGraphSet, type Feeds } from '@archetype/training';
import { describe, expect, it } from 'vitest';
import { backend } from './backend.js';
import { interpret } from './interpret.js';
import { readFixture } from './testing/fixture.js';
import { models } from './testing/models.js';

type Values = Readonly<Record<string, readonly number[]>>;

/** Three steps of PyTorch in float64, as `scripts/makeTorchModels.py` writes them. */
interface Run {
  readonly model: string;
  readonly optimizer: Recipe['optimizer'];
  readonly input: readonly number[];
  readonly labels: readonly number[];
  readonly masks: Values;
  readonly before: Values;
  readonly losses: readonly number[];
  /** Of the first step. */
  readonly gradients: Values;
  readonly after: Values;
}

const runs = readFixture('torchModels.json') as readonly Run[];

function feedsOf({ input, labels, masks, optimizer }: Run, step: number): Feeds {
  const corrections = 'beta1' in optimizer ? [1 - optimizer.beta1 ** (step + 1), 1 - optimizer.beta2 ** (step + 1)] : [];
  return new Map<string, Uint8Array | Int32Array | Float32Array>([
    ['input', Float32Array.from(input)],
    ['labels', Int32Array.from(labels)],
    ['learningRate', Float32Array.of(optimizer.learningRate)],
    ...Object.entries(masks).map(([name, mask]) => [name, Uint8Array.from(mask)] as const),
    ...corrections.map((value, i) => [`biasCorrection${i + 1}`, Float32Array.of(value)] as const),
  ]);
}

const largestDifference = (a: ArrayLike<number>, b: ArrayLike<number>): number =>
  Math.max(...Array.from(a, (value, i) => Math.abs(value - b[i]!)));

describe('three steps of a whole model are those of PyTorch in float64', () => {
  it.each(runs.map((run) => [`${run.model}; ${run.optimizer.kind}`, run] as const))('%s', async (_name, run) => {
    const model = models.find(({ name }) => name === run.model)!;
    const graphs = createGraphSet({ model, recipe: { ...defaultRecipe(model), optimizer: run.optimizer } });
    const engine = await backend.open('cpu');
    const program = await engine.compile(graphs);
    await program.writeState(new Map(Object.entries(run.before).map(([name, values]) => [name, Float32Array.from(values)])));

    const graph = graphs.training(run.labels.length);
    const given = new Map([...(await program.readState()), ...feedsOf(run, 0)].map(([name, values]) => [name, Float64Array.from(values)]));
    const tensors = interpret(graph, given);
    const parameters = Object.entries(run.gradients);
    expect(parameters.length).toBe(graph.state.filter(({ trainable }) => trainable).length);
    for (const [name, gradient] of parameters) {
      expect(largestDifference(gradient, tensors.get(`${name}:gradient`)!.data), `${name}:gradient`).toBeLessThan(1e-13);
    }

    const losses: number[] = [];
    for (const step of run.losses.keys()) {
      const read = await program.step(feedsOf(run, step));
      losses.push((await read()).loss);
    }
    // Of the first step nothing is rounded; after it the state is.
    expect(Math.abs(losses[0]! - run.losses[0]!)).toBeLessThan(1e-13);
    expect(largestDifference(run.losses, losses)).toBeLessThan(5e-7);
    const state = await program.readState();
    for (const [name, values] of Object.entries(run.after)) expect(largestDifference(values, state.get(name)!), name).toBeLessThan(1e-6);
  });

  it('between them hold every layer kind', () => {
    const text = JSON.stringify(models);
    expect(layerKinds.filter((kind) => !text.includes(`"${kind}"`))).toEqual([]);
  });
});
