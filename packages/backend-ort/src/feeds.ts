import { ArchetypeError } from '@archetype/spec';
import type { GraphInput, TensorInfo } from '@archetype/spec';
import type { Feeds, StepGraph } from '@archetype/training';
import type { Tensor } from 'onnxruntime-node';
import { elements } from './emit/value.js';
import type { Runtime } from './runtime.js';

type FeedValues = Uint8Array | Int32Array | Float32Array;

const arrayOf = { uint8: Uint8Array, int32: Int32Array, float32: Float32Array } as const;

/**
 * Wraps what is fed as tensors of the graph's inputs, without a copy.
 *
 * @throws ArchetypeError `missing-feed`, `feed-type`, `feed-size`, `label-out-of-range`
 */
export function tensorsOfFeeds(runtime: Runtime, graph: StepGraph, feeds: Feeds): Record<string, Tensor> {
  return Object.fromEntries(
    graph.inputs.map((input) => {
      const info = graph.tensors.get(input.name)!;
      const values = feedOf(graph, input, feeds);
      requireType(graph, input, info, values);
      requireSize(graph, input, info, values);
      if (input.role === 'labels') requireLabels(graph, input, values);
      return [input.name, new runtime.Tensor(info.elementType, values, info.shape)];
    }),
  );
}

/**
 * How many samples are fed: the length of the pixels (or of the input) over that of one sample.
 *
 * @param single a graph for a batch of one
 * @throws ArchetypeError `missing-feed`, `feed-size`
 */
export function batchSizeOf(single: StepGraph, feeds: Feeds): number {
  const samples = single.inputs.find(({ role }) => role === 'pixels' || role === 'input');
  if (samples === undefined) throw new Error(`${single.name}: the graph has no input for samples`);
  const { shape } = single.tensors.get(samples.name)!;
  const size = elements(shape);
  const { length } = feedOf(single, samples, feeds);
  if (length > 0 && length % size === 0) return length / size;
  throw new ArchetypeError({
    code: 'feed-size',
    subject: `${single.name}/${samples.name}`,
    problem: `received ${length} values, which is no whole number of samples`,
    details: [`a sample is [${shape.slice(1).join(', ')}] = ${size} values; ${length} / ${size} = ${length / size}`],
    remedy: 'feed whole samples, one after another, at least one',
  });
}

function feedOf(graph: StepGraph, { name, role }: GraphInput, feeds: Feeds): FeedValues {
  const values = feeds.get(name);
  if (values !== undefined) return values;
  throw new ArchetypeError({
    code: 'missing-feed',
    subject: `${graph.name}/${name}`,
    problem: `nothing is fed for this ${role}`,
    details: [`expected ${describe(graph.tensors.get(name)!)}`, `fed: ${[...feeds.keys()].join(', ') || 'nothing'}`],
    remedy: `feed its values under the name ${name}`,
  });
}

function requireType(graph: StepGraph, { name }: GraphInput, info: TensorInfo, values: FeedValues): void {
  const wanted = arrayOf[info.elementType];
  if (values instanceof wanted) return;
  throw new ArchetypeError({
    code: 'feed-type',
    subject: `${graph.name}/${name}`,
    problem: `received a ${values.constructor.name} for ${info.elementType} values`,
    details: [`expected ${describe(info)}`],
    remedy: `feed a ${wanted.name}`,
  });
}

function requireSize(graph: StepGraph, { name }: GraphInput, info: TensorInfo, values: FeedValues): void {
  if (values.length === elements(info.shape)) return;
  throw new ArchetypeError({
    code: 'feed-size',
    subject: `${graph.name}/${name}`,
    problem: `received ${values.length} values, expected ${elements(info.shape)}`,
    details: [`expected ${describe(info)}`],
    remedy: `feed values for ${graph.batchSize} samples, as many as the other inputs hold`,
  });
}

/** A label that is no class would be counted as one that no row has, without a word. */
function requireLabels(graph: StepGraph, { name }: GraphInput, labels: FeedValues): void {
  const classes = graph.tensors.get(graph.outputs.logits)!.shape[1]!;
  const at = labels.findIndex((label: number) => label < 0 || label >= classes);
  if (at < 0) return;
  throw new ArchetypeError({
    code: 'label-out-of-range',
    subject: `${graph.name}/${name}`,
    problem: `sample ${at} has label ${labels[at]}, and the model has ${classes} classes`,
    details: [`labels go from 0 to ${classes - 1}`],
    remedy: 'use a model with as many outputs as the data has classes',
  });
}

const describe = ({ shape, elementType }: TensorInfo): string => `${elementType} [${shape.join(', ')}] = ${elements(shape)} values`;
