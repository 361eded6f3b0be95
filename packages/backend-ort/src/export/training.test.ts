import { backend as reference } from '@archetype/backend-reference';
import * as spec from '@archetype/spec';
import { defineModel, defineRecipe, stateTensors } from '@archetype/spec';
import type { Optimizer, TensorName } from '@archetype/spec';
import { createGraphSet, initialState, trainingFeeds } from '@archetype/training';
import type { StepGraph } from '@archetype/training';
import * as ort from 'onnxruntime-node';
import { describe, expect, it } from 'vitest';
import { devices } from '../devices/devices.js';
import { exportTraining } from './training.js';

const model = defineModel({
  name: 'small',
  input: [1, 9, 9],
  layers: [
    spec.conv2d({ outChannels: 5, kernelSize: 3, padding: 1 }),
    spec.batchNorm(),
    spec.relu(),
    spec.maxPool2d({ kernelSize: 2 }),
    spec.conv2d({ outChannels: 6, kernelSize: 3, padding: [0, 1, 1, 0] }),
    spec.flatten(),
    spec.dropout({ rate: 0.3 }),
    spec.linear({ outFeatures: 4 }),
  ],
});
const optimizers: readonly Optimizer[] = [
  { kind: 'sgd', learningRate: 0.1 },
  { kind: 'sgd', learningRate: 0.05, momentum: 0.9, weightDecay: 0.01 },
  { kind: 'adam', learningRate: 0.01 },
];
const BATCH = 6;
const STEPS = 3;

const setUp = (optimizer: Optimizer) => {
  const recipe = defineRecipe({ name: 'test', model, optimizer, seed: 5 });
  const graphs = createGraphSet({ model, recipe, images: [1, 9, 9] });
  const feeds = (step: number) =>
    trainingFeeds(
      graphs.training(BATCH),
      {
        pixels: Uint8Array.from({ length: BATCH * 81 }, (_, i) => Math.imul(i + 1 + step * 977, 2654435761) >>> 24),
        labels: Int32Array.from({ length: BATCH }, (_, i) => (i + step) % 4),
      },
      recipe,
      { step, steps: STEPS, stepsPerEpoch: STEPS },
    );
  return { recipe, graphs, feeds };
};

const tensor = (graph: StepGraph, name: TensorName, data: Uint8Array | Int32Array | Float32Array): ort.Tensor => {
  const { shape, elementType } = graph.tensors.get(name)!;
  return new ort.Tensor(elementType, data, shape);
};

const furthest = (a: ArrayLike<number>, b: ArrayLike<number>): number => (a.length === b.length ? Array.from(a).reduce((most, each, i) => Math.max(most, Math.abs(each - b[i]!)), 0) : Infinity);

describe.each(optimizers)('a training file with $kind, momentum $momentum', (optimizer) => {
  it('trains as the reference does, by whoever feeds its outputs back', async () => {
    const { recipe, graphs, feeds } = setUp(optimizer);
    const graph = graphs.training(BATCH);
    const { pieces } = exportTraining(graph, { device: devices.cpu, precision: 'exact' });
    const session = await ort.InferenceSession.create(Buffer.concat(pieces));
    expect(new Set(session.inputNames)).toEqual(new Set([...graph.inputs, ...graph.state].map(({ name }) => name)));

    const judge = await (await reference.open('cpu')).compile(graphs);
    const first = initialState({ model, recipe });
    await judge.writeState(first);
    const state = new Map([...first].map(([name, values]) => [name, tensor(graph, name, values)]));
    for (let step = 0; step < STEPS; step++) {
      const fed = Object.fromEntries([...feeds(step)].map(([name, values]) => [name, tensor(graph, name, values)]));
      const results = await session.run({ ...fed, ...Object.fromEntries(state) });
      const expected = await (await judge.step(feeds(step)))();
      expect((results['loss']!.data as Float32Array)[0]).toBeCloseTo(expected.loss, 4);
      for (const [name, next] of graph.updates) {
        expect(results[next]!.dims).toEqual(graph.tensors.get(name)!.shape);
        state.set(name, results[next]! as ort.Tensor);
      }
    }
    const judged = await judge.readState();
    for (const [name, value] of state) expect(furthest(value.data as Float32Array, judged.get(name)!), name).toBeLessThan(2e-4);
    await session.release();
    await judge.dispose();
  });
});

describe('what a training file says of itself', () => {
  const { graphs } = setUp(optimizers[2]!);
  const graph = graphs.training(BATCH);
  const { stages, pieces } = exportTraining(graph, { device: devices.cpu, precision: 'fast', metadata: { model: 'small' } });
  const text = Buffer.concat(pieces).toString('latin1');

  it('which output replaces which state, the rates of masks and the names of scalars', () => {
    expect(text).toContain('"0.weight":"0.weight:next"');
    expect(text).toContain('{"6:mask":0.3}');
    expect(text).toContain('["learningRate","biasCorrection1","biasCorrection2"]');
  });

  it('every node by the path of its layer and what is done there, but for those of the whole model', () => {
    const names = stages.onnx.nodes.map(({ name }) => name.split('/'));
    const done = new Set(names.map(([path, operation]) => `${path}/${operation}`));
    for (const each of ['0/conv2d', '0/conv2dWeightGradient', '4/conv2dInputGradient', '7/linearWeightGradient', '4/next']) expect(done).toContain(each);
    const paths = new Set(stateTensors(model).map(({ path }) => path).concat('2', '3', '5', '6'));
    const others = new Set(names.map(([first]) => first!).filter((first) => !paths.has(first)));
    expect([...others].toSorted()).toEqual(['countCorrect', 'normalizePixels', 'softmaxCrossEntropy', 'softmaxCrossEntropyGradient']);
  });
});
