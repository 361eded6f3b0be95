import { defineRecipe, zoo } from '@archetype/spec';
import type { ModelSpec } from '@archetype/spec';
import { modelSpec } from '@archetype/spec/testing';
import { createGraphSet, initialState, trainingFeeds } from '@archetype/training';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Engine } from '@archetype/training';
import { backend } from '../backend.js';
import { stagesOf } from '../compile.js';
import { devices } from '../devices/devices.js';
import { arenaPeak } from '../memory/arenaPeak.js';
import { minimumCut } from './minimumCut.js';
import type { Edge } from './minimumCut.js';

describe('a minimum cut', () => {
  const VERTICES = 6;
  const networks = fc.array(
    fc.record({ from: fc.nat(VERTICES - 1), to: fc.nat(VERTICES - 1), capacity: fc.nat(9) }).filter(({ from, to }) => from !== to),
    { maxLength: 20 },
  );
  const crossing = (edges: readonly Edge[], sinkSide: ReadonlySet<number>): number =>
    edges.reduce((sum, { from, to, capacity }) => sum + (!sinkSide.has(from) && sinkSide.has(to) ? capacity : 0), 0);

  it('is the least of all cuts, and of the least ones the nearest to the sink', () => {
    fc.assert(fc.property(networks, (edges) => {
      const found = minimumCut(VERTICES, edges, 0, VERTICES - 1);
      const inner = Array.from({ length: 2 ** (VERTICES - 2) }, (_, bits) => new Set([VERTICES - 1, ...[1, 2, 3, 4].filter((vertex) => bits & (1 << (vertex - 1)))]));
      const least = Math.min(...inner.map((side) => crossing(edges, side)));
      expect(crossing(edges, found)).toBe(least);
      // Every other least cut has all of it on the sink's side.
      for (const side of inner) if (crossing(edges, side) === least) expect([...found].every((vertex) => side.has(vertex))).toBe(true);
    }));
  });
});

const graphsOf = (model: ModelSpec, batchSize: number) => {
  const recipe = defineRecipe({ name: 'recompute', model, batchSize, optimizer: { kind: 'sgd', learningRate: 0.01, momentum: 0.9 } });
  const images = [1, model.input[1]!, model.input[2]!] as const;
  return { model, recipe, batchSize, images, graphs: createGraphSet({ model, recipe, images }) };
};

describe('recomputation', () => {
  let keeps: Engine;
  let recomputes: Engine;
  beforeAll(async () => {
    keeps = await backend.open('cpu', { threads: 2 });
    recomputes = await backend.open('cpu', { threads: 2, recompute: true });
  });
  afterAll(async () => {
    await keeps.dispose();
    await recomputes.dispose();
  });

  async function lossesOn(engine: Engine, { model, recipe, batchSize, images: [, height, width], graphs }: ReturnType<typeof graphsOf>): Promise<readonly number[]> {
    const program = await engine.compile(graphs);
    await program.writeState(initialState({ model, recipe }));
    const graph = graphs.training(batchSize);
    const pixels = Uint8Array.from({ length: batchSize * height * width }, (_, i) => (i * 7919) % 253);
    const classes = graph.tensors.get(graph.outputs.logits)!.shape[1]!;
    const labels = Int32Array.from({ length: batchSize }, (_, i) => i % classes);
    const losses: number[] = [];
    for (let step = 0; step < 3; step++) {
      const metrics = await program.step(trainingFeeds(graph, { pixels, labels }, recipe, { step, steps: 3, stepsPerEpoch: 3 }));
      losses.push((await metrics()).loss);
    }
    await program.dispose();
    return losses;
  }

  it.each(['lenet-bn', 'alexnet', 'googlenet', 'resnet18', 'densenet', 'mobilenet-v2'] as const)('leaves the losses of %s as they are, bit for bit', async (name) => {
    const own = zoo[name];
    const side = name === 'alexnet' ? 96 : name === 'lenet-bn' ? 28 : 64;
    const setting = graphsOf({ ...own, input: [own.input[0], side, side] }, 4);
    expect(await lossesOn(recomputes, setting)).toEqual(await lossesOn(keeps, setting));
  }, 120_000);

  it('leaves those of any model as they are', async () => {
    const models = modelSpec({ input: 'image', classes: 4, maxElements: 2 ** 14 });
    await fc.assert(fc.asyncProperty(models, async (model) => {
      const setting = graphsOf(model, 3);
      expect(await lossesOn(recomputes, setting)).toEqual(await lossesOn(keeps, setting));
    }), { numRuns: 15 });
  }, 240_000);

  it.each([
    ['resnet18', 96, 0.4],
    ['googlenet', 96, 0.4],
    ['densenet', 96, 0.45],
    ['alexnet', 224, 0.75],
  ] as const)('takes less memory at once for %s', (name, side, most) => {
    const own = zoo[name];
    const { graphs, batchSize } = graphsOf({ ...own, input: [own.input[0], side, side] }, 32);
    const peak = (recompute: boolean): number => arenaPeak(stagesOf(graphs.training(batchSize), { device: devices.cpu, precision: 'fast', recompute }).onnx);
    expect(peak(true) / peak(false)).toBeLessThan(most);
  });
});
