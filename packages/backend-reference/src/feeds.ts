import { ArchetypeError, type ElementType, type GraphInput, type TensorInfo, type TensorName } from '@archetype/spec';
import type { Feeds, StepGraph } from '@archetype/training';
import { elementCount } from './tensor.js';

const arrayOf = { uint8: Uint8Array, int32: Int32Array, float32: Float32Array } as const satisfies Record<ElementType, unknown>;

/**
 * How many samples are fed: the length of the pixels (or of the input) over that of one sample.
 *
 * @param single a graph for a batch of one
 * @throws ArchetypeError `missing-feed`, `feed-size`
 */
export function batchSizeOf(single: StepGraph, feeds: Feeds): number {
  const samples = single.inputs.find(({ role }) => role === 'pixels' || role === 'input');
  if (samples === undefined) throw new Error(`${single.name}: the graph has no input for samples`);
  const info = infoOf(single, samples);
  const { length } = feedOf(single, samples, info, feeds);
  const size = elementCount(info.shape);
  if (length > 0 && length % size === 0) return length / size;
  throw new ArchetypeError({
    code: 'feed-size',
    subject: `${single.name}/${samples.name}`,
    problem: `received ${length} values, which is no whole number of samples`,
    details: [`a sample is [${info.shape.slice(1).join(', ')}] = ${size} values; ${length} / ${size} = ${length / size}`],
    remedy: 'feed whole samples, one after another, at least one',
  });
}

/**
 * The graph's inputs in double precision, each checked against what the graph says of it.
 *
 * @throws ArchetypeError `missing-feed`, `feed-type`, `feed-size`, `label-out-of-range`
 */
export function readFeeds(graph: StepGraph, feeds: Feeds): Map<TensorName, Float64Array> {
  return new Map(
    graph.inputs.map((input) => {
      const info = infoOf(graph, input);
      const values = feedOf(graph, input, info, feeds);
      requireType(graph, input, info, values);
      requireSize(graph, input, info, values);
      if (input.role === 'labels') requireLabels(graph, input, values);
      return [input.name, new Float64Array(values)];
    }),
  );
}

type FeedValues = Uint8Array | Int32Array | Float32Array;

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
    details: [`expected ${describe(info)}`, `fed: ${[...feeds.keys()].join(', ') || 'nothing'}`],
    remedy: `feed ${arrayOf[info.elementType].name} values under the name ${name}`,
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
  if (values.length === elementCount(info.shape)) return;
  throw new ArchetypeError({
    code: 'feed-size',
    subject: `${graph.name}/${name}`,
    problem: `received ${values.length} values, expected ${elementCount(info.shape)}`,
    details: [`expected ${describe(info)}`],
    remedy: `feed values for ${graph.batchSize} samples, as many as the other inputs hold`,
  });
}

function requireLabels(graph: StepGraph, { name }: GraphInput, labels: FeedValues): void {
  const classes = graph.tensors.get(graph.outputs.logits)?.shape[1] ?? 0;
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

const describe = ({ shape, elementType }: TensorInfo): string => `${elementType} [${shape.join(', ')}] = ${elementCount(shape)} values`;
