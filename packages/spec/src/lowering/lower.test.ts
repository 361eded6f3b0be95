import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { batchNorm } from '../layers/batchNorm.js';
import { conv2d } from '../layers/conv2d.js';
import { dropout } from '../layers/dropout.js';
import { flatten } from '../layers/flatten.js';
import { linear } from '../layers/linear.js';
import { parallel } from '../layers/parallel.js';
import { relu } from '../layers/relu.js';
import { sequential } from '../layers/sequential.js';
import { defineModel } from '../model.js';
import { inferShapes } from '../shapes/inferShapes.js';
import { stateTensors } from '../structure/stateTensors.js';
import { graphFaults, modelSpec } from '../testing/index.js';
import { zoo } from '../zoo/index.js';
import { lower } from './lower.js';

const loss = { kind: 'softmaxCrossEntropy', reduction: 'mean', labelSmoothing: 0 } as const;

describe('names and order', () => {
  const model = defineModel({
    name: 'named',
    input: [1, 6, 6],
    layers: [
      sequential({ name: 'features', layers: [conv2d({ outChannels: 2, kernelSize: 3 }), batchNorm({ name: 'norm' })] }),
      parallel({ branches: [[relu()], [], [conv2d({ outChannels: 2, kernelSize: 1, bias: false })]], merge: 'add' }),
      dropout({ rate: 0.25 }),
      flatten(),
      linear({ outFeatures: 3, name: 'head' }),
    ],
  });

  it('state is named and ordered as a PyTorch state_dict', () => {
    expect(stateTensors(model).map(({ name }) => name)).toEqual([
      'features.0.weight', 'features.0.bias',
      'features.norm.weight', 'features.norm.bias', 'features.norm.running_mean', 'features.norm.running_var',
      '1.2.0.weight',
      'head.weight', 'head.bias',
    ]);
  });

  it('a training graph', () => {
    const graph = lower(model, { batchSize: 4, mode: 'training', loss, probabilities: true });
    expect(graph.operations.map(({ kind, outputs }) => [kind, ...outputs])).toEqual([
      ['conv2d', 'features.0:output'],
      ['batchNorm', 'features.norm:output', 'features.norm:mean', 'features.norm:variance'],
      ['movingAverage', 'features.norm.running_mean:next'],
      ['movingAverage', 'features.norm.running_var:next'],
      ['relu', '1.0.0:output'],
      ['conv2d', '1.2.0:output'],
      ['add', '1:partial1'],
      ['add', '1:output'],
      ['dropout', '2:output'],
      ['flatten', '3:output'],
      ['linear', 'head:output'],
      ['softmax', 'probabilities'],
      ['softmaxCrossEntropy', 'loss'],
      ['countCorrect', 'correct'],
    ]);
    expect(graph.operations[6]?.inputs).toEqual(['1.0.0:output', 'features.norm:output']);
    expect(graph.inputs).toEqual([
      { name: 'input', role: 'input' },
      { name: '2:mask', role: 'mask', path: '2', rate: 0.25 },
      { name: 'labels', role: 'labels' },
    ]);
    expect([...graph.updates]).toEqual([
      ['features.norm.running_mean', 'features.norm.running_mean:next'],
      ['features.norm.running_var', 'features.norm.running_var:next'],
    ]);
    expect(graph.outputs).toEqual({ logits: 'head:output', probabilities: 'probabilities', loss: 'loss', correct: 'correct' });
    expect(graph.tensors.get('2:mask')).toEqual({ shape: [4, 2, 4, 4], elementType: 'uint8' });
    expect(graph.tensors.get('labels')).toEqual({ shape: [4], elementType: 'int32' });
    expect(graph.tensors.get('loss')).toEqual({ shape: [], elementType: 'float32' });
    expect(graphFaults(graph)).toEqual([]);
  });

  it('an inference graph has no masks, no batch statistics and no updates', () => {
    const graph = lower(model, { batchSize: 1, mode: 'inference' });
    expect(graph.operations.map(({ kind }) => kind)).toEqual(['conv2d', 'batchNormInference', 'relu', 'conv2d', 'add', 'add', 'flatten', 'linear']);
    expect(graph.inputs).toEqual([{ name: 'input', role: 'input' }]);
    expect(graph.updates.size).toBe(0);
    expect(graph.outputs).toEqual({ logits: 'head:output' });
  });

  it('a model that ends in dropout gives its last value that is computed', () => {
    const ending = defineModel({ name: 'ending', input: [4], layers: [linear({ outFeatures: 2 }), dropout()] });
    expect(lower(ending, { batchSize: 1, mode: 'inference' }).outputs.logits).toBe('0:output');
    expect(lower(ending, { batchSize: 1, mode: 'training' }).outputs.logits).toBe('1:output');
  });
});

describe('batch norm', () => {
  const normOn = (input: [number] | [number, number, number], fields: Parameters<typeof batchNorm>[0] = {}) =>
    defineModel({ name: 'norm', input, layers: [batchNorm(fields)] });

  it('corrects the running variance by n / (n − 1), n = N·H·W, and the mean by nothing', () => {
    const { operations } = lower(normOn([3, 2, 5], { momentum: 0.3 }), { batchSize: 4, mode: 'training' });
    expect(operations.slice(1)).toEqual([
      { kind: 'movingAverage', path: '0', momentum: 0.3, correction: 1, inputs: ['0.running_mean', '0:mean'], outputs: ['0.running_mean:next'] },
      { kind: 'movingAverage', path: '0', momentum: 0.3, correction: 40 / 39, inputs: ['0.running_var', '0:variance'], outputs: ['0.running_var:next'] },
    ]);
    const [, , biased] = lower(normOn([3, 2, 5], { runningVariance: 'biased' }), { batchSize: 4, mode: 'training' }).operations;
    expect(biased).toMatchObject({ correction: 1 });
    const [, , flat] = lower(normOn([7]), { batchSize: 4, mode: 'training' }).operations;
    expect(flat).toMatchObject({ correction: 4 / 3, momentum: 0.1 });
  });

  it('without affine there is no weight and no bias', () => {
    const model = normOn([2], { affine: false });
    expect(stateTensors(model).map(({ role }) => role)).toEqual(['runningMean', 'runningVariance']);
    expect(lower(model, { batchSize: 2, mode: 'training' }).operations[0]?.inputs).toEqual(['input']);
    expect(lower(model, { batchSize: 2, mode: 'inference' }).operations[0]?.inputs).toEqual(['input', '0.running_mean', '0.running_var']);
  });

  it('cannot be trained on a single value for each feature', () => {
    const refusal = (what: string, input: string, arithmetic: string) =>
      [
        `0 batchNorm: one value for each ${what}: its variance is 0`,
        `  input ${input}; values for each = ${arithmetic}`,
        '  train with a batch size of at least 2; where the last batch has one item, drop it ("lastBatch": "drop")',
      ].join('\n');
    expect(() => lower(normOn([5]), { batchSize: 1, mode: 'training' })).toThrow(refusal('feature', '[1, 5]', '1'));
    expect(() => lower(normOn([5, 1, 1]), { batchSize: 1, mode: 'training' })).toThrow(refusal('channel', '[1, 5, 1, 1]', '1 · 1 · 1 = 1'));
    expect(() => lower(normOn([5]), { batchSize: 1, mode: 'training' })).toThrow(expect.objectContaining({ code: 'batch-norm-single-value' }));
    expect(() => lower(normOn([5]), { batchSize: 1, mode: 'inference' })).not.toThrow();
    expect(() => lower(normOn([5, 1, 2]), { batchSize: 1, mode: 'training' })).not.toThrow();
  });
});

describe('a loss and probabilities', () => {
  it('need a flat output', () => {
    const model = defineModel({ name: 'map', input: [1, 4, 4], layers: [conv2d({ outChannels: 2, kernelSize: 4 })] });
    expect(() => lower(model, { batchSize: 1, mode: 'training', loss })).toThrow(expect.objectContaining({ code: 'needs-flat-output' }));
    expect(() => lower(model, { batchSize: 1, mode: 'inference', probabilities: true })).toThrow('end the model with flatten');
  });
});

describe('a batch', () => {
  it.each([0, -1, 1.5, Number.NaN])('of %d is refused', (batchSize) => {
    expect(() => lower(zoo.lenet, { batchSize, mode: 'inference' })).toThrow(expect.objectContaining({ code: 'invalid-batch-size' }));
  });
});

describe('laws', () => {
  const options = fc.record({
    batchSize: fc.integer({ min: 2, max: 5 }),
    mode: fc.constantFrom('training' as const, 'inference' as const),
    probabilities: fc.boolean(),
    loss: fc.constant(loss),
  });

  it('the graph of any model is well formed', () => {
    fc.assert(
      fc.property(modelSpec({ classes: 3 }), options, (model, lowering) => {
        expect(graphFaults(lower(model, lowering))).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  it('each leaf that computes something writes the output shape that inference of shapes gives', () => {
    fc.assert(
      fc.property(modelSpec(), options, (model, { batchSize, mode }) => {
        const { tensors } = lower(model, { batchSize, mode });
        for (const { path, outputShape } of inferShapes(model)) {
          const written = tensors.get(`${path}:output`);
          if (written) expect(written.shape).toEqual([batchSize, ...outputShape]);
        }
      }),
    );
  });

  it('training and inference graphs have the same state', () => {
    fc.assert(
      fc.property(modelSpec(), (model) => {
        const [training, inference] = (['training', 'inference'] as const).map((mode) => lower(model, { batchSize: 2, mode }).state);
        expect(training).toEqual(inference);
        expect(training).toEqual(stateTensors(model));
      }),
    );
  });

  it('a model that went through JSON gives the same graph', () => {
    fc.assert(
      fc.property(modelSpec({ classes: 2 }), options, (model, lowering) => {
        const again = JSON.parse(JSON.stringify(model)) as typeof model;
        expect(lower(again, lowering)).toEqual(lower(model, lowering));
      }),
    );
  });
});

describe('the zoo', () => {
  it.each(Object.values(zoo).map((model) => [model.name, model] as const))('%s lowers to a well-formed graph', (_, model) => {
    expect(graphFaults(lower(model, { batchSize: 2, mode: 'training', loss }))).toEqual([]);
    expect(graphFaults(lower(model, { batchSize: 2, mode: 'inference', probabilities: true }))).toEqual([]);
  });
});
