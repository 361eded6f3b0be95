import { SpecError } from '../check/error.js';
import { describe } from '../fields/describe.js';
import { positiveInteger } from '../fields/number.js';
import type { Graph, GraphOutputs } from '../graph/graph.js';
import type { TensorName } from '../graph/tensor.js';
import { lowerMerge } from '../layers/merge.js';
import type { ModelSpec } from '../model.js';
import { isImage, type Shape } from '../shapes/shape.js';
import { arrange, type Value } from '../structure/arrange.js';
import { arrangedState } from '../structure/stateTensors.js';
import { graphBuilder, type GraphBuilder } from './graphBuilder.js';
import { lowerPixels, trainingInput, type ImageInput } from './pixels.js';

export interface LossOptions {
  readonly kind: 'softmaxCrossEntropy';
  readonly reduction: 'mean' | 'sum';
  /** In [0, 1). */
  readonly labelSmoothing: number;
}

export interface LowerOptions {
  readonly batchSize: number;
  /** Training: batch statistics, dropout, and the running statistics' next values. */
  readonly mode: 'training' | 'inference';
  /** In place of the model's own, channels included. @defaultValue the model's, at the size of `images.resize` where that is given */
  readonly input?: Shape;
  /** Makes the graph begin at uint8 `pixels`; without it, it begins at float32 `input`. */
  readonly images?: ImageInput;
  /** Adds `labels`, and the outputs `loss` and `correct`. */
  readonly loss?: LossOptions;
  /** Adds the output `probabilities`. @defaultValue false */
  readonly probabilities?: boolean;
}

/**
 * The model as a flat list of operations: every padding a number, every default resolved, every tensor shaped and named.
 * Throws a `SpecError` for a model that is wrong, or that does not fit its images or its loss.
 */
export function lower(model: ModelSpec, options: LowerOptions): Graph {
  const { batchSize, mode, images } = options;
  requireBatchSize(batchSize, model);
  const arrangement = arrange(model, options.input ?? trainingInput(model, images));
  const graph = graphBuilder(mode, batchSize);
  const state = arrangedState(arrangement);
  for (const { name, shape } of state) graph.tensor(name, shape);

  const names = new Map<Value, TensorName>();
  const nameOf = (value: Value) => names.get(value) ?? '';
  names.set(arrangement.input, lowerInput(model, arrangement.input.shape, images, graph));
  for (const step of arrangement.steps) {
    const { path, output } = step;
    const name =
      step.kind === 'leaf'
        ? step.definition.lower(
            step.layer,
            { path, input: nameOf(step.input), inputShape: step.input.shape, outputShape: output.shape },
            graph,
          )
        : lowerMerge(
            { path, merge: step.merge, inputs: step.inputs.map((value) => ({ name: nameOf(value), shape: value.shape })), outputShape: output.shape },
            graph,
          );
    names.set(output, name);
  }
  const outputs = lowerResults(model, nameOf(arrangement.output), arrangement.output.shape, options, graph);
  return {
    name: model.name,
    batchSize,
    tensors: graph.tensors,
    inputs: graph.inputs,
    state,
    operations: graph.operations,
    updates: graph.updates,
    outputs,
  };
}

function requireBatchSize(batchSize: number, { name }: ModelSpec): void {
  if (positiveInteger.accepts(batchSize)) return;
  throw new SpecError({ code: 'invalid-batch-size', subject: name, problem: `batchSize must be ${positiveInteger.expected}; received ${describe(batchSize)}` });
}

function lowerInput(model: ModelSpec, shape: Shape, images: ImageInput | undefined, graph: GraphBuilder): TensorName {
  if (images !== undefined) return lowerPixels(images, shape, model.name, graph);
  const input = graph.tensor('input', [graph.batchSize, ...shape]);
  graph.input({ name: input, role: 'input' });
  return input;
}

function lowerResults(
  model: ModelSpec,
  logits: TensorName,
  shape: Shape,
  { loss, probabilities = false }: LowerOptions,
  graph: GraphBuilder,
): GraphOutputs {
  if (loss === undefined && !probabilities) return { logits };
  if (isImage(shape)) {
    throw new SpecError({
      code: 'needs-flat-output',
      subject: model.name,
      problem: `a loss and probabilities need an output [N, classes], the model's is [N, ${shape.join(', ')}]`,
      remedy: shape[1] === 1 && shape[2] === 1 ? 'end the model with flatten' : 'end the model with globalAvgPool2d and flatten, or with flatten and linear',
    });
  }
  const results: { -readonly [K in keyof GraphOutputs]: GraphOutputs[K] } = { logits };
  if (probabilities) {
    results.probabilities = graph.tensor('probabilities', [graph.batchSize, ...shape]);
    graph.emit({ kind: 'softmax', path: '', inputs: [logits], outputs: [results.probabilities] });
  }
  if (loss !== undefined) {
    const labels = graph.tensor('labels', [graph.batchSize], 'int32');
    graph.input({ name: labels, role: 'labels' });
    const { reduction, labelSmoothing } = loss;
    results.loss = graph.tensor('loss', []);
    graph.emit({ kind: 'softmaxCrossEntropy', path: '', reduction, labelSmoothing, inputs: [logits, labels], outputs: [results.loss] });
    results.correct = graph.tensor('correct', []);
    graph.emit({ kind: 'countCorrect', path: '', inputs: [logits, labels], outputs: [results.correct] });
  }
  return results;
}
