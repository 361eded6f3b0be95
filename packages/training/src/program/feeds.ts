import { ArchetypeError, type ElementType, type GraphInput, type TensorInfo, type TensorName } from '@archetype/spec';
import type { Feeds, StepGraph } from '../backend.js';
import { elementCount } from './elementCount.js';

export type FeedValues = Uint8Array | Int32Array | Float32Array;

const arrayOf = { uint8: Uint8Array, int32: Int32Array, float32: Float32Array } as const satisfies Record<ElementType, unknown>;

/**
 * What is fed to each input of the graph, in the graph's order, each held against what the graph declares of it.
 *
 * @throws ArchetypeError `missing-feed`, `feed-type`, `feed-size`, `label-out-of-range`
 */
export function checkedFeeds(graph: StepGraph, feeds: Feeds): ReadonlyMap<TensorName, FeedValues> {
  return new Map(
    graph.inputs.map((input) => {
      const info = infoOf(graph, input);
      const values = feedOf(graph, input, info, feeds);
      requireType(graph, input, info, values);
      requireSize(graph, input, info, values);
      if (input.role === 'labels') requireLabels(graph, input, values);
      return [input.name, values];
    }),
  );
}

/**
 * How many samples are fed: the length of the pixels (or of the input) over that of one sample.
 *
 * @param graph of any batch size
 * @throws ArchetypeError `missing-feed`, `feed-size`
 */
export function fedBatchSize(graph: StepGraph, feeds: Feeds): number {
  const samples = graph.inputs.find(({ role }) => role === 'pixels' || role === 'input');
  if (samples === undefined) throw new Error(`${graph.name}: the graph has no input for samples`);
  const info = infoOf(graph, samples);
  const sample = info.shape.slice(1);
  const size = elementCount(sample);
  const { length } = feedOf(graph, samples, info, feeds);
  if (length > 0 && length % size === 0) return length / size;
  throw new ArchetypeError({
    code: 'feed-size',
    subject: `${graph.name}/${samples.name}`,
    problem: `received ${length} values, which is no whole number of samples`,
    details: [`a sample is [${sample.join(', ')}] = ${size} values; ${length} / ${size} = ${length / size}`],
    remedy: 'feed whole samples, one after another, at least one',
  });
}

function infoOf(graph: StepGraph, { name }: GraphInput): TensorInfo {
  const info = graph.tensors.get(name);
  if (info === undefined) throw new Error(`${graph.name}: the graph does not declare its input ${name}`);
  return info;
}

function feedOf(graph: StepGraph, { name, role }: GraphInput, info: TensorInfo, feeds: Feeds): FeedValues {
  const values = feeds.get(name);
  if (values !== undefined) return values;
  throw new ArchetypeError({
    code: 'missing-feed',
    subject: `${graph.name}/${name}`,
    problem: `no ${role} values are fed`,
    details: [`expected ${described(info)}`, `fed: ${[...feeds.keys()].join(', ') || 'nothing'}`],
    remedy: `feed ${arrayOf[info.elementType].name} values under the name ${name}`,
  });
}

function requireType(graph: StepGraph, { name }: GraphInput, info: TensorInfo, values: FeedValues): void {
  const wanted = arrayOf[info.elementType];
  if (values instanceof wanted) return;
  throw new ArchetypeError({
    code: 'feed-type',
    subject: `${graph.name}/${name}`,
    problem: `received a ${(values as object).constructor.name} for ${info.elementType} values`,
    details: [`expected ${described(info)}`],
    remedy: `feed a ${wanted.name}`,
  });
}

function requireSize(graph: StepGraph, { name }: GraphInput, info: TensorInfo, values: FeedValues): void {
  const size = elementCount(info.shape);
  if (values.length === size) return;
  throw new ArchetypeError({
    code: 'feed-size',
    subject: `${graph.name}/${name}`,
    problem: `received ${values.length} values, expected ${size}`,
    details: [`expected ${described(info)}`],
    remedy: `feed values for ${graph.batchSize} samples, as many as the other inputs hold`,
  });
}

/** A label that is no class would be counted as one that no row has, without a word. */
function requireLabels(graph: StepGraph, { name }: GraphInput, labels: FeedValues): void {
  const classes = graph.tensors.get(graph.outputs.logits)?.shape[1] ?? 0;
  const at = labels.findIndex((label) => label < 0 || label >= classes);
  if (at < 0) return;
  throw new ArchetypeError({
    code: 'label-out-of-range',
    subject: `${graph.name}/${name}`,
    problem: `sample ${at} has label ${labels[at]}, and the model has ${classes} classes`,
    details: [`labels go from 0 to ${classes - 1}`],
    remedy: 'use a model with as many outputs as the data has classes',
  });
}

const described = ({ shape, elementType }: TensorInfo): string => `${elementType} [${shape.join(', ')}] = ${elementCount(shape)} values`;
