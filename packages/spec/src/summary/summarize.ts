import type { LeafKind } from '../layers/layer.js';
import type { ModelSpec } from '../model.js';
import { optimizerSlots, type Optimizer } from '../recipe/optimizer.js';
import { elementsOf, type Shape } from '../shapes/shape.js';
import { arrange, type LeafStep, type Step } from '../structure/arrange.js';
import { buffersOf, multiplyAddsOf, parametersOf } from '../structure/cost.js';

export interface LayerSummary {
  readonly path: string;
  readonly kind: LeafKind;
  /** Without the batch. */
  readonly inputShape: Shape;
  /** Without the batch. */
  readonly outputShape: Shape;
  /** Numbers that the optimiser changes. */
  readonly parameters: number;
  /** Multiply-adds for one item. Convolutions and linear layers count, without their biases. */
  readonly macs: number;
  /** What the forward pass of a training step keeps of its output, for one item. */
  readonly activationBytes: number;
  /** What a convolution takes for its patches (im2col), for one item. Runtimes that convolve without patches take less. */
  readonly workspaceBytes: number;
}

export interface SummaryTotals {
  readonly parameters: number;
  /** Running statistics: state that no optimiser changes. */
  readonly buffers: number;
  /** For one item. */
  readonly macs: number;
  /** What the forward pass of a training step keeps, for the whole batch: every output, and dropout's masks. */
  readonly activationBytes: number;
  /** The largest of any layer, for one item: no part of the figures below, because runtimes differ. */
  readonly workspaceBytes: number;
  /** State, and the largest input and output of a layer, for the whole batch. */
  readonly inferenceBytes: number;
  /**
   * State, gradients of the parameters, what the optimiser keeps, activations, and the gradients of the layer with the largest input and
   * output.
   */
  readonly trainingBytes: number;
}

export interface ModelSummary {
  readonly name: string;
  readonly input: Shape;
  readonly batchSize: number;
  /** Leaves in order; containers are left out. */
  readonly layers: readonly LayerSummary[];
  readonly totals: SummaryTotals;
}

export interface SummaryOptions {
  /** In place of the model's own, channels included. */
  readonly input?: Shape;
  /** For the memory. @defaultValue 1 */
  readonly batchSize?: number;
  /** For the memory. @defaultValue SGD without momentum, which keeps nothing */
  readonly optimizer?: Optimizer;
}

const float32Bytes = 4;

/** Shapes, parameters, multiply-adds and memory. Throws a `SpecError` for a model that is wrong. */
export function summarize(model: ModelSpec, { input, batchSize = 1, optimizer }: SummaryOptions = {}): ModelSummary {
  const { steps, input: modelInput } = arrange(model, input);
  const leaves = steps.filter((step) => step.kind === 'leaf');
  const layers = leaves.map((leaf) => summarizeLeaf(leaf));
  const parameters = sum(layers.map((layer) => layer.parameters));
  const buffers = sum(leaves.map((leaf) => buffersOf(leaf)));
  const activationBytes = batchSize * sum(steps.map((step) => keptBytes(step)));
  const largest = float32Bytes * batchSize * Math.max(...steps.map((step) => passingElements(step)), 0);
  const stateBytes = float32Bytes * (parameters + buffers);
  const optimizerBytes = float32Bytes * parameters * (1 + (optimizer ? optimizerSlots(optimizer) : 0));
  return {
    name: model.name,
    input: modelInput.shape,
    batchSize,
    layers,
    totals: {
      parameters,
      buffers,
      macs: sum(layers.map(({ macs }) => macs)),
      activationBytes,
      workspaceBytes: Math.max(...layers.map((layer) => layer.workspaceBytes), 0),
      inferenceBytes: stateBytes + largest,
      trainingBytes: stateBytes + optimizerBytes + activationBytes + largest,
    },
  };
}

function summarizeLeaf(leaf: LeafStep): LayerSummary {
  const { path, layer, definition, input, output } = leaf;
  return {
    path,
    kind: layer.kind,
    inputShape: input.shape,
    outputShape: output.shape,
    parameters: parametersOf(leaf),
    macs: multiplyAddsOf(leaf),
    activationBytes: keptBytes(leaf),
    workspaceBytes: definition.workspaceBytes?.(layer, input.shape, output.shape) ?? 0,
  };
}

/** For one item, until the backward pass. */
function keptBytes(step: Step): number {
  if (step.kind === 'leaf' && step.definition.activationBytes) return step.definition.activationBytes(step.layer, step.output.shape);
  // A single branch is joined with nothing: its output is the merge's.
  return step.kind === 'merge' && step.inputs.length === 1 ? 0 : float32Bytes * elementsOf(step.output.shape);
}

function passingElements(step: Step): number {
  const inputs = step.kind === 'leaf' ? [step.input] : step.inputs;
  return sum([...inputs, step.output].map(({ shape }) => elementsOf(shape)));
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
