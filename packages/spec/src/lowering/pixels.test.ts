import { describe, expect, it } from 'vitest';
import { flatten } from '../layers/flatten.js';
import { globalAvgPool2d } from '../layers/globalAvgPool2d.js';
import { linear } from '../layers/linear.js';
import { defineModel } from '../model.js';
import type { Shape } from '../shapes/shape.js';
import { graphFaults } from '../testing/index.js';
import { lower, type LowerOptions } from './lower.js';
import type { ImageInput } from './pixels.js';

const modelOf = (input: Shape) =>
  defineModel({
    name: 'small',
    input,
    layers: input.length === 3 ? [globalAvgPool2d(), flatten(), linear({ outFeatures: 2 })] : [linear({ outFeatures: 2 })],
  });

const stored: ImageInput = { shape: [1, 28, 28], scale: 'unit' };

function pixelTensors(input: Shape, images: ImageInput, options: Partial<LowerOptions> = {}) {
  const graph = lower(modelOf(input), { batchSize: 3, mode: 'inference', images, ...options });
  expect(graphFaults(graph)).toEqual([]);
  expect(graph.inputs).toEqual([{ name: 'pixels', role: 'pixels' }]);
  expect(graph.tensors.get('pixels')).toEqual({ shape: [3, ...images.shape], elementType: 'uint8' });
  return [...graph.tensors].filter(([name]) => name.startsWith('pixels:')).map(([name, { shape }]) => [name, ...shape]);
}

describe('from stored pixels to the model\'s input', () => {
  it('scales alone where the size is right', () => {
    expect(pixelTensors([1, 28, 28], stored)).toEqual([['pixels:normalized', 3, 1, 28, 28]]);
  });

  it('enlarges to the input, then repeats the one channel', () => {
    expect(pixelTensors([3, 96, 80], stored)).toEqual([
      ['pixels:normalized', 3, 1, 28, 28],
      ['pixels:resized', 3, 1, 96, 80],
      ['pixels:repeated', 3, 3, 96, 80],
    ]);
  });

  it('a resize moves the model\'s input', () => {
    expect(pixelTensors([3, 224, 224], { ...stored, resize: 96 })).toEqual([
      ['pixels:normalized', 3, 1, 28, 28],
      ['pixels:resized', 3, 1, 96, 96],
      ['pixels:repeated', 3, 3, 96, 96],
    ]);
    expect(pixelTensors([1, 28, 28], { ...stored, resize: [14, 20] })).toContainEqual(['pixels:resized', 3, 1, 14, 20]);
  });

  it('flattens for a model of features', () => {
    expect(pixelTensors([784], stored)).toEqual([['pixels:normalized', 3, 1, 28, 28], ['pixels:flattened', 3, 784]]);
  });

  it('passes mean and std of each stored channel on', () => {
    const graph = lower(modelOf([1, 28, 28]), { batchSize: 1, mode: 'inference', images: { ...stored, scale: { mean: [0.286], std: [0.353] } } });
    expect(graph.operations[0]).toEqual({
      kind: 'normalizePixels', path: '', mean: [0.286], std: [0.353], inputs: ['pixels'], outputs: ['pixels:normalized'],
    });
  });

  it.each<readonly [string, Shape, ImageInput, string]>([
    ['images larger than the input', [1, 20, 28], stored, 'images-exceed-input'],
    ['flat images of another length', [100], stored, 'images-do-not-fit'],
    ['a resize before flattening', [784], { ...stored, resize: 28 }, 'images-do-not-fit'],
    ['three channels for a model of one', [1, 28, 28], { shape: [3, 28, 28], scale: 'unit' }, 'images-do-not-fit'],
    ['a mean of three channels for images of one', [1, 28, 28], { ...stored, scale: { mean: [0, 0, 0], std: [1, 1, 1] } }, 'scale-channels-differ'],
  ])('refuses %s', (_, input, images, code) => {
    expect(() => lower(modelOf(input), { batchSize: 1, mode: 'inference', images })).toThrow(expect.objectContaining({ code }));
  });

  it('refuses a resize to another size than the input asked for', () => {
    const call = () => lower(modelOf([1, 28, 28]), { batchSize: 1, mode: 'inference', input: [1, 32, 32], images: { ...stored, resize: 96 } });
    expect(call).toThrow('resize to [32, 32]');
  });
});
