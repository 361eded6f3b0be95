import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { batchNorm } from '../layers/batchNorm.js';
import { conv2d } from '../layers/conv2d.js';
import { dropout } from '../layers/dropout.js';
import { parallel } from '../layers/parallel.js';
import { lower } from '../lowering/lower.js';
import { defineModel } from '../model.js';
import { stateTensors } from '../structure/stateTensors.js';
import { modelSpec } from '../testing/index.js';
import { zoo } from '../zoo/index.js';
import { summarize } from './summarize.js';

const elements = (shape: readonly number[]) => shape.reduce((product, size) => product * size, 1);
const sum = (numbers: readonly number[]) => numbers.reduce((a, b) => a + b, 0);

describe('LeNet', () => {
  const { layers, totals } = summarize(zoo.lenet);

  it('parameters and multiply-adds of each layer, by hand', () => {
    expect(layers.filter(({ parameters }) => parameters > 0).map(({ path, parameters, macs }) => [path, parameters, macs])).toEqual([
      ['0', 6 * 25 + 6, 6 * 24 * 24 * 25],
      ['3', 16 * 6 * 25 + 16, 16 * 8 * 8 * 6 * 25],
      ['7', 120 * 256 + 120, 120 * 256],
      ['9', 84 * 120 + 84, 84 * 120],
      ['11', 10 * 84 + 10, 10 * 84],
    ]);
    expect(totals).toMatchObject({ parameters: 44_426, buffers: 0, macs: 86_400 + 153_600 + 30_720 + 10_080 + 840 });
  });

  it('memory: the flat view is not kept twice', () => {
    const outputs = 2 * 6 * 24 * 24 + 6 * 12 * 12 + 2 * 16 * 8 * 8 + 16 * 4 * 4 + 2 * 120 + 2 * 84 + 10;
    expect(totals.activationBytes).toBe(4 * outputs);
    expect(layers.map(({ activationBytes }) => activationBytes / 4)).toEqual([3456, 3456, 864, 1024, 1024, 256, 0, 120, 120, 84, 84, 10]);
    expect(totals.workspaceBytes).toBe(4 * Math.max(25 * 24 * 24, 6 * 25 * 8 * 8));
    const largest = 2 * 6 * 24 * 24;
    expect(totals.inferenceBytes).toBe(4 * (44_426 + largest));
    expect(totals.trainingBytes).toBe(4 * (2 * 44_426 + outputs + largest));
  });

  it('a batch multiplies what goes through the network, the optimiser what stands', () => {
    const batch = summarize(zoo.lenet, { batchSize: 256, optimizer: { kind: 'adam' } }).totals;
    expect(batch.activationBytes).toBe(256 * totals.activationBytes);
    expect(batch.trainingBytes).toBe(4 * 4 * 44_426 + 256 * (totals.activationBytes + 4 * 2 * 6 * 24 * 24));
    expect(batch.macs).toBe(totals.macs);
    const kept = (optimizer: Parameters<typeof summarize>[1] & object) => (summarize(zoo.lenet, optimizer).totals.trainingBytes - totals.trainingBytes) / 4 / 44_426;
    expect(kept({ optimizer: { kind: 'sgd', learningRate: 1 } })).toBe(0);
    expect(kept({ optimizer: { kind: 'sgd', learningRate: 1, momentum: 0.9 } })).toBe(1);
    expect(kept({ optimizer: { kind: 'adamw' } })).toBe(2);
    expect(kept({ optimizer: { kind: 'rmsprop' } })).toBe(1);
    expect(kept({ optimizer: { kind: 'rmsprop', momentum: 0.9 } })).toBe(2);
  });
});

describe('parts', () => {
  it('running statistics are buffers, a dropout keeps its mask, a merge its output', () => {
    const model = defineModel({
      name: 'parts',
      input: [2, 4, 4],
      layers: [batchNorm(), parallel({ branches: [[], [dropout()]], merge: 'add' }), dropout({ rate: 0 })],
    });
    expect(summarize(model).totals).toMatchObject({ parameters: 4, buffers: 4, macs: 0, activationBytes: 4 * 32 + 5 * 32 + 4 * 32 });
  });

  it('a convolution takes its patches as workspace, unless it sees its input as it lies', () => {
    const workspace = (fields: Partial<Parameters<typeof conv2d>[0]>) =>
      summarize(defineModel({ name: 'w', input: [4, 5, 6], layers: [conv2d({ outChannels: 8, kernelSize: [3, 2], ...fields }), batchNorm()] }), { batchSize: 9 });
    expect(workspace({}).layers.map(({ workspaceBytes }) => workspaceBytes)).toEqual([4 * (4 * 3 * 2) * (3 * 5), 0]);
    const total = (fields: Partial<Parameters<typeof conv2d>[0]>) => workspace(fields).totals.workspaceBytes;
    expect(total({ groups: 2 })).toBe(4 * (4 * 3 * 2) * (3 * 5));
    expect(total({ kernelSize: 1 })).toBe(0);
    expect(total({ kernelSize: 1, stride: [1, 2] })).toBe(4 * 4 * (5 * 3));
    expect(total({ kernelSize: 1, padding: [0, 1] })).toBe(4 * 4 * (5 * 8));
    expect(total({ kernelSize: [1, 2] })).toBe(4 * (4 * 2) * (5 * 5));
    expect(summarize(defineModel({ name: 'w', input: [4], layers: [batchNorm()] })).totals.workspaceBytes).toBe(0);
  });

  it('groups divide parameters and multiply-adds', () => {
    const grouped = (groups: number) =>
      summarize(defineModel({ name: 'g', input: [4, 5, 5], layers: [conv2d({ outChannels: 8, kernelSize: [3, 2], groups, bias: false })] })).layers[0];
    expect(grouped(1)).toMatchObject({ parameters: 8 * 4 * 6, macs: 8 * 3 * 4 * 4 * 6 });
    expect(grouped(4)).toMatchObject({ parameters: 8 * 6, macs: 8 * 3 * 4 * 6 });
  });

  it('another input', () => {
    const { input, layers } = summarize(zoo.resnet18, { input: [3, 96, 96] });
    expect(input).toEqual([3, 96, 96]);
    expect(layers[0]).toMatchObject({ outputShape: [64, 48, 48], parameters: 64 * 3 * 49 + 64 });
  });
});

describe('laws', () => {
  it('parameters and buffers are the elements of the state listed', () => {
    fc.assert(
      fc.property(modelSpec(), (model) => {
        const { totals, layers } = summarize(model);
        const state = stateTensors(model);
        const count = (trainable: boolean) => sum(state.filter((tensor) => tensor.trainable === trainable).map(({ shape }) => elements(shape)));
        expect(totals).toMatchObject({ parameters: count(true), buffers: count(false) });
        expect(sum(layers.map(({ parameters }) => parameters))).toBe(totals.parameters);
        expect(sum(layers.map(({ activationBytes }) => activationBytes))).toBeLessThanOrEqual(totals.activationBytes);
      }),
    );
  });

  it('multiply-adds are those of the lowered operations, an output at a time', () => {
    fc.assert(
      fc.property(modelSpec(), (model) => {
        const { tensors, operations } = lower(model, { batchSize: 1, mode: 'inference' });
        const shapeOf = (name: string | undefined) => tensors.get(name ?? '')?.shape ?? [];
        const macs = operations
          .filter(({ kind }) => kind === 'conv2d' || kind === 'linear')
          // Each output takes as many as its row of the weight has elements.
          .map(({ inputs, outputs }) => elements(shapeOf(outputs[0])) * elements(shapeOf(inputs[1]).slice(1)));
        expect(summarize(model).totals.macs).toBe(sum(macs));
      }),
    );
  });

  it('activations are what the operations of a training step write, less statistics and views, and their masks', () => {
    fc.assert(
      fc.property(modelSpec(), (model) => {
        const { tensors, operations, inputs } = lower(model, { batchSize: 2, mode: 'training' });
        const written = operations
          .filter(({ kind }) => kind !== 'flatten' && kind !== 'movingAverage')
          .flatMap(({ outputs }) => outputs.slice(0, 1))
          .filter((name) => !/:partial\d+$/.test(name));
        const masks = inputs.filter(({ role }) => role === 'mask').map(({ name }) => name);
        const size = (name: string) => elements(tensors.get(name)?.shape ?? []);
        expect(summarize(model, { batchSize: 2 }).totals.activationBytes).toBe(4 * sum(written.map(size)) + sum(masks.map(size)));
      }),
    );
  });
});
