import { interpret } from '@archetype/backend-reference';
import * as spec from '@archetype/spec';
import { defineModel, lower, stateTensors, zoo, type Layer, type ModelSpec } from '@archetype/spec';
import { modelSpec } from '@archetype/spec/testing';
import type { TensorValues } from '@archetype/training';
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { loadGraphModel } from '@tensorflow/tfjs-converter';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { graphModel } from './graphModel.js';

const drawn = (length: number, seed: number): Float32Array => Float32Array.from({ length }, (_, i) => ((Math.imul(i + 1 + seed * 977, 2654435761) >>> 8) / 2 ** 24) * 2 - 1);
const sizeOf = (shape: readonly number[]): number => shape.reduce((product, side) => product * side, 1);

/** Weights of a usual size, and statistics that are not those of a new model. */
const weightsOf = (model: ModelSpec): TensorValues =>
  new Map(
    stateTensors(model).map(({ name, shape, role, fanIn }, seed) => {
      const values = drawn(sizeOf(shape), seed);
      if (role === 'runningVariance' || role === 'normWeight') return [name, values.map((each) => 1 + each / 2)];
      return [name, role === 'weight' ? values.map((each) => each * Math.sqrt(3 / fanIn)) : values.map((each) => each / 2)];
    }),
  );

interface Json {
  readonly modelTopology: object;
  readonly signature: object;
  readonly weightsManifest: readonly [{ readonly weights: tf.io.WeightsManifestEntry[] }];
}

/** As a page loads the two files. */
async function load(model: ModelSpec, weights: TensorValues) {
  const files = graphModel(model, weights, 'model.weights.bin', {});
  const { modelTopology, signature, weightsManifest } = JSON.parse(JSON.stringify(files.json)) as Json;
  const bytes = Buffer.concat(files.weights);
  const weightData = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length) as ArrayBuffer;
  return loadGraphModel({ load: async () => ({ modelTopology, signature, weightSpecs: weightsManifest[0].weights, weightData, format: 'graph-model' }) });
}

/** The largest difference of any probability to the reference engine's, for a batch of 1 and of 3. */
async function worstDifference(model: ModelSpec): Promise<number> {
  const weights = weightsOf(model);
  await tf.setBackend('cpu');
  const loaded = await load(model, weights);
  const differences = [];
  for (const batchSize of [1, 3]) {
    const graph = lower(model, { batchSize, mode: 'inference', probabilities: true });
    const input = drawn(batchSize * sizeOf(model.input), 3);
    const given = new Map([['input', Float64Array.from(input)], ...[...weights].map(([name, each]) => [name, Float64Array.from(each)] as const)]);
    const expected = interpret(graph, given).get('probabilities')!.data;
    const plain = tf.tensor(input, [batchSize, ...model.input]);
    const result = loaded.execute({ input: model.input.length === 3 ? tf.transpose(plain, [0, 2, 3, 1]) : plain }, 'probabilities') as tf.Tensor;
    expect(result.shape).toEqual([batchSize, graph.tensors.get('probabilities')!.shape[1]]);
    differences.push(...Array.from(await result.data(), (each, i) => Math.abs(each - expected[i]!)));
  }
  loaded.dispose();
  return Math.max(...differences);
}

const alone = (input: readonly [number, number, number], ...layers: Layer[]): ModelSpec => defineModel({ name: 'alone', input, layers: [...layers, spec.flatten(), spec.linear({ outFeatures: 3 })] });

describe('a graph model', () => {
  it.each(['lenet', 'lenet-bn'] as const)('of %s gives the probabilities of the reference engine', async (name) => {
    expect(await worstDifference(zoo[name])).toBeLessThan(1e-5);
  });

  it('gives them for any model', async () => {
    await fc.assert(
      fc.asyncProperty(modelSpec({ classes: 4, maxElements: 1024 }), async (model) => {
        expect(await worstDifference(model)).toBeLessThan(1e-4);
      }),
      { numRuns: 25 },
    );
  }, 120_000);

  it.each([
    ['strides with dilation', alone([2, 11, 9], spec.conv2d({ outChannels: 3, kernelSize: [3, 2], stride: 2, dilation: 2, padding: [1, 0, 2, 1] }))],
    ['groups', alone([4, 6, 5], spec.conv2d({ outChannels: 6, kernelSize: 3, groups: 2, padding: 'same' }))],
    ['depthwise channels, two each', alone([3, 6, 5], spec.conv2d({ outChannels: 6, kernelSize: 3, groups: 3 }))],
    ['a dilated pool', alone([2, 9, 8], spec.maxPool2d({ kernelSize: [2, 3], dilation: [3, 1], stride: 2, padding: 1 }))],
    ['ceil mode over padding that counts', alone([2, 8, 7], spec.avgPool2d({ kernelSize: 3, stride: 2, padding: 1, ceilMode: true }))],
    ['adaptive windows that overlap', alone([3, 7, 5], spec.adaptiveAvgPool2d({ outputSize: [3, 4] }))],
    ['an even window of channels', alone([5, 4, 4], spec.localResponseNorm({ size: 4, alpha: 0.5, beta: 0.6, k: 2 }))],
    ['a gate', alone([4, 5, 5], spec.parallel({ merge: 'multiply', branches: [[], [spec.globalAvgPool2d(), spec.hardSwish()]] }))],
    ['a normalisation of features', defineModel({ name: 'flat', input: [7], layers: [spec.batchNorm({ affine: false }), spec.gelu(), spec.linear({ outFeatures: 3 })] })],
    ['a layer called __proto__', defineModel({ name: 'flat', input: [7], layers: [spec.linear({ outFeatures: 3, name: '__proto__' })] })],
  ])('holds for %s', async (_, model) => {
    expect(await worstDifference(model)).toBeLessThan(1e-5);
  });
});
