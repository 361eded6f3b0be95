import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { defaultRecipe, zoo } from '@archetype/spec';
import { createGraphSet, initialState, trainingFeeds } from '@archetype/training';
import type { Feeds, StepGraph } from '@archetype/training';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { backend } from './backend.js';
import type * as Compile from './compile.js';

/** What was compiled, in its order. */
const compiled: { readonly graph: StepGraph; readonly node: WeakRef<object> }[] = [];
vi.mock('./compile.js', async (load) => {
  const actual = await load<typeof Compile>();
  return {
    ...actual,
    stagesOf(...given: Parameters<typeof actual.stagesOf>) {
      const stages = actual.stagesOf(...given);
      compiled.push({ graph: given[0], node: new WeakRef(stages.onnx.nodes[0]!) });
      return stages;
    },
  };
});
beforeEach(() => void compiled.splice(0));

const model = zoo['lenet-bn'];
const recipe = defaultRecipe('lenet-bn');
const graphs = createGraphSet({ model, recipe, images: [1, 28, 28] });
const feedsOf = (size: number): Feeds => {
  const batch = { pixels: Uint8Array.from({ length: size * 784 }, (_, i) => (i * 37) % 251), labels: Int32Array.from({ length: size }, (_, i) => i % 10) };
  return trainingFeeds(graphs.training(size), batch, recipe, { step: 0, steps: 2, stepsPerEpoch: 2 });
};

/** The losses of two steps of eight images, and the last of five. */
async function train(estimated: boolean): Promise<readonly number[]> {
  const engine = await backend.open('cpu', { threads: 1 });
  if (estimated) engine.trainingMemory!(graphs.training(8));
  if (estimated) engine.trainingMemory!(graphs.evaluation(8));
  const program = await engine.compile(graphs);
  await program.writeState(initialState({ model, recipe }));
  const losses: number[] = [];
  for (const size of [8, 8, 5]) losses.push((await (await program.step(feedsOf(size)))()).loss);
  await collected();
  await program.dispose();
  await engine.dispose();
  return losses;
}

async function collected(): Promise<void> {
  setFlagsFromString('--expose-gc');
  await new Promise((resolve) => setTimeout(resolve));
  (runInNewContext('gc') as () => void)();
}

describe('an engine that was asked for the memory of a step', () => {
  it('compiles it once, and the last smaller batch by itself', async () => {
    await train(true);
    expect(compiled.map(({ graph }) => graph)).toEqual([graphs.training(8), graphs.evaluation(8), graphs.training(5)]);
  });

  it('trains as one that was not', async () => {
    expect(await train(true)).toEqual(await train(false));
  });

  it('keeps no node once the session is there', async () => {
    await train(true);
    expect(compiled.filter(({ node }) => node.deref() !== undefined)).toEqual([]);
  });
});
