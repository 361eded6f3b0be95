import { ArchetypeError } from '@archetype/spec';
import type { GraphInput } from '@archetype/spec';
import type { Feeds, StepGraph } from '@archetype/training';
import type { Tensor } from 'onnxruntime-node';
import type { Runtime } from './runtime.js';

type Data = Uint8Array | Int32Array | Float32Array;

const classOf = { uint8: Uint8Array, int32: Int32Array, float32: Float32Array } as const;

/** Wraps what was handed in as tensors of the graph's inputs, without a copy. */
export function tensorsOfFeeds(runtime: Runtime, graph: StepGraph, feeds: Feeds): Record<string, Tensor> {
  return Object.fromEntries(graph.inputs.map((input) => [input.name, tensorOf(runtime, graph, input, feeds.get(input.name))]));
}

function tensorOf(runtime: Runtime, graph: StepGraph, { name, role }: GraphInput, data: Data | undefined): Tensor {
  const { shape, elementType } = graph.tensors.get(name)!;
  const expected = shape.reduce((product, side) => product * side, 1);
  if (data === undefined) {
    throw new ArchetypeError({ code: 'feed-missing', subject: name, problem: `the ${role} [${shape.join(', ')}] were not given`, remedy: `feed ${expected} values` });
  }
  if (!(data instanceof classOf[elementType]) || data.length !== expected) {
    throw new ArchetypeError({
      code: 'feed-mismatch',
      subject: name,
      problem: `received ${data.length} values of ${data.constructor.name}`,
      details: [`the graph takes ${elementType} [${shape.join(', ')}], ${expected} values, at batch size ${graph.batchSize}`],
      remedy: `feed a ${classOf[elementType].name} of that length`,
    });
  }
  return new runtime.Tensor(elementType, data, shape);
}

/** How many images are fed: by the labels, or by the length of the pixels. `one` is a graph of batch size 1. */
export function batchSizeOf(feeds: Feeds, one: StepGraph): number {
  const labels = one.inputs.find(({ role }) => role === 'labels');
  const images = one.inputs.find(({ role }) => role === 'pixels' || role === 'input');
  const labelData = labels && feeds.get(labels.name);
  if (labelData) return labelData.length;
  const imageData = images && feeds.get(images.name);
  if (images && imageData) {
    const perImage = one.tensors.get(images.name)!.shape.reduce((product, side) => product * side, 1);
    if (imageData.length % perImage === 0 && imageData.length > 0) return imageData.length / perImage;
    throw new ArchetypeError({
      code: 'feed-mismatch',
      subject: images.name,
      problem: `received ${imageData.length} values, which are no whole number of images`,
      details: [`one image has ${perImage} values`],
      remedy: 'feed whole images',
    });
  }
  throw new ArchetypeError({
    code: 'feed-missing',
    subject: 'feeds',
    problem: `neither labels nor images were given; received ${[...feeds.keys()].join(', ') || 'nothing'}`,
    remedy: `feed ${one.inputs.map(({ name }) => name).join(', ')}`,
  });
}
