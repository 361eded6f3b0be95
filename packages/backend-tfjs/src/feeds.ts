import { ArchetypeError, type TensorInfo, type TensorName } from '@archetype/spec';
import type { Feeds, StepGraph } from '@archetype/training';

type Values = Uint8Array | Int32Array | Float32Array;

const arrayOf = { float32: Float32Array, int32: Int32Array, uint8: Uint8Array } as const;

/** N: how many labels are fed, or, without labels, how many images. */
export function batchSizeOf(subject: string, graph: StepGraph, feeds: Feeds): number {
  const labels = graph.inputs.find(({ role }) => role === 'labels');
  const labelValues = labels && feeds.get(labels.name);
  if (labelValues !== undefined) return labelValues.length;
  const images = graph.inputs.find(({ role }) => role === 'pixels' || role === 'input');
  const imageValues = images && feeds.get(images.name);
  if (images === undefined || imageValues === undefined) throw missingFeed(subject, graph, images?.name ?? labels?.name ?? 'pixels');
  const each = sizeOf(graph.tensors.get(images.name)!.shape.slice(1));
  if (imageValues.length % each === 0 && imageValues.length > 0) return imageValues.length / each;
  throw new ArchetypeError({
    code: 'feed-size',
    subject,
    problem: `${images.name} has ${imageValues.length} values, which are not whole images`,
    details: [`one image has ${each} values; ${imageValues.length} / ${each} = ${imageValues.length / each}`],
  });
}

/** Throws unless the values have the element type and the number that the shape asks. */
export function checkFeed(subject: string, name: TensorName, values: Values, shape: readonly number[], type: TensorInfo['elementType']): void {
  if (!(values instanceof arrayOf[type]))
    throw new ArchetypeError({
      code: 'feed-type',
      subject,
      problem: `${name} must be a ${arrayOf[type].name}, received ${(values as object).constructor.name}`,
    });
  if (values.length !== sizeOf(shape))
    throw new ArchetypeError({
      code: 'feed-size',
      subject,
      problem: `${name} has ${values.length} values`,
      details: [`its shape is [${shape.join(', ')}], ${sizeOf(shape)} values`],
    });
}

export function missingFeed(subject: string, graph: StepGraph, name: TensorName): ArchetypeError {
  return new ArchetypeError({
    code: 'feed-missing',
    subject,
    problem: `${name} was not fed`,
    details: [`${graph.name} takes ${graph.inputs.map((input) => input.name).join(', ')}`],
  });
}

function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}
