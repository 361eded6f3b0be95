import { ArchetypeError, type GraphInput, type TensorInfo, type TensorName } from '@archetype/spec';
import type { Feeds, StepGraph } from '@archetype/training';

type Values = Uint8Array | Int32Array | Float32Array;

const arrayOf = { float32: Float32Array, int32: Int32Array, uint8: Uint8Array } as const;

/** N: how many labels are fed, or, without labels, how many images. */
export function batchSizeOf(graph: StepGraph, feeds: Feeds): number {
  const labels = graph.inputs.find(({ role }) => role === 'labels');
  const labelValues = labels && feeds.get(labels.name);
  if (labelValues !== undefined) return labelValues.length;
  const images = graph.inputs.find(({ role }) => role === 'pixels' || role === 'input');
  const values = images && feeds.get(images.name);
  if (images === undefined || values === undefined) throw missingFeed(graph, images ?? labels ?? graph.inputs[0]!);
  const each = sizeOf(graph.tensors.get(images.name)!.shape.slice(1));
  if (values.length % each === 0 && values.length > 0) return values.length / each;
  throw new ArchetypeError({
    code: 'feed-size',
    subject: `${graph.name}/${images.name}`,
    problem: `received ${values.length} values, which is no whole number of samples`,
    details: [`a sample has ${each} values; ${values.length} / ${each} = ${values.length / each}`],
  });
}

/** What is fed for an input; throws unless it is there with the element type and size that the graph declares. */
export function feedFor(graph: StepGraph, input: GraphInput, feeds: Feeds): Values {
  const values = feeds.get(input.name);
  if (values === undefined) throw missingFeed(graph, input);
  const info = graph.tensors.get(input.name)!;
  const subject = `${graph.name}/${input.name}`;
  if (!(values instanceof arrayOf[info.elementType]))
    throw new ArchetypeError({
      code: 'feed-type',
      subject,
      problem: `received a ${(values as object).constructor.name} for ${info.elementType} values`,
      details: [`expected ${arrayOf[info.elementType].name} [${info.shape.join(', ')}]`],
    });
  if (values.length !== sizeOf(info.shape))
    throw new ArchetypeError({
      code: 'feed-size',
      subject,
      problem: `received ${values.length} values, expected ${sizeOf(info.shape)}`,
      details: [`its shape is [${info.shape.join(', ')}] at batch size ${graph.batchSize}`],
    });
  if (input.role === 'labels') checkLabels(graph, input.name, values);
  return values;
}

function checkLabels(graph: StepGraph, name: TensorName, labels: Values): void {
  const classes = graph.tensors.get(graph.outputs.logits)?.shape[1] ?? Infinity;
  const at = labels.findIndex((label) => label < 0 || label >= classes);
  if (at < 0) return;
  throw new ArchetypeError({
    code: 'label-out-of-range',
    subject: `${graph.name}/${name}`,
    problem: `sample ${at} has label ${labels[at]}, and the model has ${classes} classes`,
    details: [`labels go from 0 to ${classes - 1}`],
  });
}

function missingFeed(graph: StepGraph, { name, role }: GraphInput): ArchetypeError {
  const info: TensorInfo = graph.tensors.get(name)!;
  return new ArchetypeError({
    code: 'missing-feed',
    subject: `${graph.name}/${name}`,
    problem: `nothing is fed for this ${role}`,
    details: [`expected ${arrayOf[info.elementType].name} [${info.shape.join(', ')}]`, `the graph takes ${graph.inputs.map((input) => input.name).join(', ')}`],
  });
}

function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}
