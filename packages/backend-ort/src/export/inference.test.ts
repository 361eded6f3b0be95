import { interpret } from '@archetype/backend-reference';
import * as spec from '@archetype/spec';
import { defineModel, defineRecipe, lower, stateTensors, zoo } from '@archetype/spec';
import type { Layer, ModelSpec } from '@archetype/spec';
import { modelSpec } from '@archetype/spec/testing';
import { initialState } from '@archetype/training';
import type { TensorValues } from '@archetype/training';
import * as fc from 'fast-check';
import * as ort from 'onnxruntime-node';
import { describe, expect, it } from 'vitest';
import { writeOnnx } from '../emit/protobuf.js';
import { exportInference, inferenceGraph } from './inference.js';
import type { InferenceExport } from './inference.js';

const values = (length: number, seed: number): Float32Array => Float32Array.from({ length }, (_, i) => ((Math.imul(i + 1 + seed * 977, 2654435761) >>> 8) / 2 ** 24) * 2 - 1);
const sizeOf = (shape: readonly number[]): number => shape.reduce((product, side) => product * side, 1);

/** Weights of a usual size, and statistics that are not those of a new model. */
function weightsOf(model: ModelSpec): TensorValues {
  return new Map(
    stateTensors(model).map(({ name, shape, role, fanIn }, seed) => {
      const drawn = values(sizeOf(shape), seed);
      if (role === 'runningVariance' || role === 'normWeight') return [name, drawn.map((each) => 1 + each / 2)];
      return [name, role === 'weight' ? drawn.map((each) => each * Math.sqrt(3 / fanIn)) : drawn.map((each) => each / 2)];
    }),
  );
}

/** Probabilities of the file by the runtime, and those of the reference in double precision. */
async function bothWays(options: InferenceExport, batchSizes: readonly number[]) {
  const { model, weights } = options;
  const session = await ort.InferenceSession.create(writeOnnx(inferenceGraph(options)));
  const results = [];
  for (const batchSize of batchSizes) {
    const graph = lower(model, { batchSize, mode: 'inference', probabilities: true });
    const input = values(batchSize * sizeOf(model.input), 3);
    const given = new Map([['input', Float64Array.from(input)], ...[...weights].map(([name, each]) => [name, Float64Array.from(each)] as const)]);
    const judged = interpret(graph, given);
    const received = await session.run({ input: new ort.Tensor('float32', input, [batchSize, ...model.input]) });
    results.push({
      shape: received['probabilities']!.dims,
      received: received['probabilities']!.data as Float32Array,
      logits: received['logits']!.data as Float32Array,
      expected: judged.get('probabilities')!.data,
      expectedLogits: judged.get(graph.outputs.logits)!.data,
    });
  }
  await session.release();
  return results;
}

const furthest = (a: ArrayLike<number>, b: ArrayLike<number>): number =>
  a.length !== b.length ? Infinity : Array.from(a).reduce((most, each, i) => Math.max(most, Math.abs(each - b[i]!) / (1 + Math.abs(b[i]!))), 0);

/** The largest difference of any result, for a batch of 1 and of 3. */
async function worstDifference(options: InferenceExport): Promise<number> {
  const results = await bothWays(options, [1, 3]);
  return Math.max(...results.flatMap(({ received, expected, logits, expectedLogits }) => [furthest(received, expected), furthest(logits, expectedLogits)]));
}

const small = ['lenet', 'lenet-relu', 'lenet-bn'] as const;

describe('an inference file', () => {
  it.each(small)('of %s gives the reference engine\'s probabilities, for a batch of 1 and of 3', async (name) => {
    expect(await worstDifference({ model: zoo[name], weights: weightsOf(zoo[name]) })).toBeLessThan(1e-4);
  });

  it('gives them for any model, folded or not', async () => {
    await fc.assert(
      fc.asyncProperty(modelSpec({ classes: 4, maxElements: 2048 }), fc.boolean(), async (model, foldBatchNorm) => {
        expect(await worstDifference({ model, weights: weightsOf(model), foldBatchNorm })).toBeLessThan(1e-4);
      }),
      { numRuns: 60 },
    );
  }, 120_000);

  const alone = (input: readonly [number, number, number], ...layers: Layer[]): ModelSpec =>
    defineModel({ name: 'alone', input, layers: [...layers, spec.flatten(), spec.linear({ outFeatures: 3 })] });
  it.each([
    ['a window whose padding is no smaller than its kernel', alone([2, 7, 9], spec.maxPool2d({ kernelSize: 2, dilation: 3, padding: 'same', stride: 1 }))],
    ['ceil mode over padding that counts', alone([2, 8, 7], spec.avgPool2d({ kernelSize: 3, stride: 2, padding: 1, ceilMode: true }))],
    ['ceil mode over padding that does not count', alone([2, 8, 7], spec.avgPool2d({ kernelSize: 3, stride: 2, padding: [1, 0], ceilMode: true, countIncludePad: false }))],
    ['adaptive windows that overlap', alone([3, 7, 5], spec.adaptiveAvgPool2d({ outputSize: [3, 4] }))],
    ['an even window of channels', alone([5, 4, 4], spec.localResponseNorm({ size: 4, alpha: 0.5, beta: 0.6, k: 2 }))],
    ['an odd window of channels', alone([5, 4, 4], spec.localResponseNorm({ size: 3, alpha: 0.5, beta: 0.6, k: 2 }))],
    ['uneven padding, groups and dilation', alone([4, 9, 8], spec.conv2d({ outChannels: 6, kernelSize: [3, 2], padding: [0, 2, 1, 3], groups: 2, dilation: [2, 1], stride: [1, 2] }))],
    ['a branch that is a gate', alone([4, 5, 5], spec.parallel({ merge: 'multiply', branches: [[], [spec.globalAvgPool2d(), spec.conv2d({ outChannels: 4, kernelSize: 1 }), spec.sigmoid()]] }))],
    ['three branches added', alone([4, 5, 5], spec.parallel({ merge: 'add', branches: [[], [spec.gelu()], [spec.silu(), spec.dropout()]] }))],
  ])('holds for %s', async (_, model) => {
    expect(await worstDifference({ model, weights: weightsOf(model) })).toBeLessThan(1e-4);
  });
});

describe('what is in the file', () => {
  const graphOf = (model: ModelSpec, options: Partial<InferenceExport> = {}) => inferenceGraph({ model, weights: weightsOf(model), ...options });

  it('nodes are the layers, by their paths; dropout is gone', () => {
    const layers = graphOf(zoo.alexnet).nodes.map(({ name, operator }) => `${name} ${operator}`);
    expect(layers.slice(0, 4)).toEqual(['features.0 Conv', 'features.1 Relu', 'features.2 MaxPool', 'features.3 Conv']);
    expect(layers.slice(-4)).toEqual(['classifier.4 Gemm', 'classifier.5 Relu', 'classifier.7 Gemm', 'probabilities Softmax']);
  });

  it('every constant that is a weight is named as in the state, and all of the state is there', () => {
    const { nodes, labels } = graphOf(zoo['lenet-bn']);
    const constants = nodes.flatMap(({ inputs }) => inputs).filter(({ origin }) => origin.kind === 'constant');
    expect(new Set(constants.map(({ id }) => labels.get(id)))).toEqual(new Set(stateTensors(zoo['lenet-bn']).map(({ name }) => name)));
  });

  it('the batch is N, and the probabilities of each sample add up to one', async () => {
    const [three] = await bothWays({ model: zoo.lenet, weights: weightsOf(zoo.lenet) }, [3]);
    expect(three!.shape).toEqual([3, 10]);
    for (let n = 0; n < 3; n++) expect(three!.received.slice(n * 10, n * 10 + 10).reduce((sum, each) => sum + each, 0)).toBeCloseTo(1, 5);
    const session = await ort.InferenceSession.create(writeOnnx(graphOf(zoo.lenet)));
    expect(session.inputMetadata[0]).toMatchObject({ name: 'input', shape: ['N', 1, 28, 28] });
    expect(session.outputMetadata.map((each) => [each.name, (each as { shape?: unknown }).shape])).toEqual([['logits', ['N', 10]], ['probabilities', ['N', 10]]]);
    await session.release();
  });

  it('folding leaves no batch normalisation behind a convolution or linear layer', () => {
    const kinds = (name: 'lenet-bn' | 'resnet18' | 'densenet', foldBatchNorm: boolean): number =>
      graphOf(zoo[name], { foldBatchNorm }).nodes.filter(({ operator }) => operator === 'BatchNormalization').length;
    expect([kinds('lenet-bn', false), kinds('lenet-bn', true)]).toEqual([4, 0]);
    expect(kinds('resnet18', true)).toBe(0);
    // In a dense block the normalisation comes first, and reads what others read too.
    expect(kinds('densenet', true)).toBeGreaterThan(0);
  });

  it('is the same bytes again, and its pieces are the weights themselves', () => {
    const weights = weightsOf(zoo.lenet);
    const file = (): Uint8Array => Buffer.concat(exportInference({ model: zoo.lenet, weights, metadata: { preprocessing: 'pixels / 255' } }));
    expect(file()).toEqual(file());
    const pieces = exportInference({ model: zoo.lenet, weights });
    expect(pieces.some((piece) => piece.buffer === weights.get('0.weight')!.buffer)).toBe(true);
  });
});

describe('a file that protobuf could not hold', () => {
  it('is refused before any weight is looked at', () => {
    const model = defineModel({ name: 'huge', input: [30_000], layers: [spec.linear({ outFeatures: 30_000, name: 'wide' }), spec.linear({ outFeatures: 10 })] });
    expect(() => exportInference({ model, weights: new Map() })).toThrow(
      expect.objectContaining({ code: 'onnx-too-large', message: expect.stringContaining('wide.weight [30000, 30000], 3.35 GiB') }),
    );
  });
});

describe('a new model', () => {
  it('exports with the weights that its recipe begins with', async () => {
    const model = zoo.lenet;
    expect(await worstDifference({ model, weights: initialState({ model, recipe: defineRecipe({ name: 'test', model }) }) })).toBeLessThan(1e-4);
  });
});
