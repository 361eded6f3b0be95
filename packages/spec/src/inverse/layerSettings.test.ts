import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SpecError } from '../check/error.js';
import type { PaddingField } from '../fields/padding.js';
import type { LayerOf } from '../layers/layer.js';
import { conv2d } from '../layers/conv2d.js';
import { flatten } from '../layers/flatten.js';
import { linear } from '../layers/linear.js';
import { maxPool2d } from '../layers/maxPool2d.js';
import { sequential } from '../layers/sequential.js';
import { defineModel } from '../model.js';
import { inferShapes } from '../shapes/inferShapes.js';
import type { ImageShape, Shape } from '../shapes/shape.js';
import { imageShape, layerList } from '../testing/index.js';
import { zoo } from '../zoo/index.js';
import { describeLayerSettings } from './describeSettings.js';
import { layerSettingsFor, type LayerSettings, type Setting } from './layerSettings.js';

describe('AlexNet\'s first convolution', () => {
  it('padding 2 gives the 6×6 of the paper, at the stride that it has', () => {
    const settings = layerSettingsFor(zoo.alexnet, { want: [256, 6, 6], layer: 'features.0' });
    expect(settings).toMatchObject({ kind: 'conv2d', at: 'features.12', inputShape: [1, 224, 224], current: { stride: 4, padding: 0 } });
    expect(describeLayerSettings(settings)).toEqual([
      '[1, 256, 6, 6] at features.12, by features.0 conv2d on [1, 1, 224, 224]',
      'height: stride 4 with padding 2 … 10 on each side or "same"',
      'width: stride 4 with padding 2 … 10 on each side or "same"',
    ]);
  });

  it('a linear layer\'s features, by another stride', () => {
    const settings = layerSettingsFor(zoo.alexnet, { want: [1024], at: 'classifier.1', layer: 'features.0' });
    expect(settings.alternatives).toHaveLength(3);
    expect(describeLayerSettings(settings)).toContain('height: padding 0 with stride 8 … 9');
  });
});

it.each<readonly [string, () => unknown, RegExp]>([
  ['a layer without windows', () => layerSettingsFor(zoo.alexnet, { want: [256, 6, 6], layer: 'features.1' }), /alexnet\/features.1 relu: has neither stride nor padding/],
  ['a layer that is none', () => layerSettingsFor(zoo.alexnet, { want: [256, 6, 6], layer: 'feature.0' }), /no layer "feature.0"\n {2}did you mean "features.0"/],
  ['too large', () => layerSettingsFor(zoo.lenet, { want: [16, 40, 40], layer: '5' }), /no stride and padding of it give what is wanted\n {2}input \[1, 16, 8, 8\]\n {2}its output would have to be 40 high and 40 wide/],
  ['channels', () => layerSettingsFor(zoo.lenet, { want: [17, 4, 4], layer: '5' }), /no output size of 5 gives \[1, 17, 4, 4\]\n {2}it has 16 channels, whatever the output size/],
  ['features', () => layerSettingsFor(zoo.alexnet, { want: [6401], layer: 'features.0' }), /no output size of features\.0 gives \[1, 6401\][^]*nearest: 6400, by output height 47 … 54 with width 47 … 54/],
])('%s', (_, ask, message) => {
  expect(ask).toThrow(message);
});

const strideOf = (setting: Setting, stride: number) => setting.strides.some(({ from, to }) => from <= stride && stride <= to);

/** Whether one of the alternatives allows a padding and stride on both sides. */
function allows({ alternatives }: LayerSettings, padding: PaddingField, stride: number): boolean {
  const matches = (setting: Setting) =>
    (padding === 'same' ? setting.padding === 'same' : typeof padding === 'object' && setting.padding !== 'same' && setting.padding[0] === padding[0] && setting.padding[1] === padding[2]) && strideOf(setting, stride);
  return alternatives.some(({ height, width }) => height.some(matches) && width.some(matches));
}

it('equals trying every padding and stride of a layer in random models', () => {
  const stacks = imageShape({ maxSide: 14 }).chain((input) =>
    layerList(input, { keepImage: true, maxLayers: 3, maxDepth: 1 }).chain((before) =>
      fc.tuple(fc.constant(input), fc.constant(before), fc.boolean(), fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 2 }), fc.boolean(), layerList([...before.output.slice(0, 1), 5, 5] as unknown as ImageShape, { maxLayers: 3, maxDepth: 1 })),
    ),
  );
  fc.assert(
    fc.property(stacks, fc.nat(20), ([input, before, isPool, kernelSize, dilation, ceilMode, after], pick) => {
      const own = { kernelSize, dilation, name: 'tuned' };
      const tuned: LayerOf<'conv2d' | 'maxPool2d'> = isPool ? maxPool2d({ ...own, ceilMode }) : conv2d({ ...own, outChannels: before.output[0] });
      const modelWith = (fields: object) => defineModel({ name: 'm', input, layers: [sequential({ layers: before.layers }), { ...tuned, ...fields }, sequential({ layers: after.layers })] });
      const extent = dilation * (kernelSize - 1) + 1;
      const most = isPool ? Math.floor(kernelSize / 2) : extent - 1;
      const paddings: readonly PaddingField[] = [...Array.from({ length: 2 * most + 1 }, (_, total): PaddingField => [Math.floor(total / 2), Math.floor(total / 2), Math.ceil(total / 2), Math.ceil(total / 2)]), 'same'];
      const tries = paddings.flatMap((padding) => [1, 2, 3, 4, 7].map((stride) => ({ padding, stride, shape: lastShape(modelWith({ padding, stride })) })));
      const shapes = tries.flatMap(({ shape }) => (shape ? [shape] : []));
      const want = shapes[pick % Math.max(1, shapes.length)];
      if (want === undefined) return;
      const chosen = tries.find(({ shape }) => shape === want);
      const at = inferShapes(modelWith({ padding: chosen?.padding, stride: chosen?.stride })).at(-1);
      if (at === undefined || at.kind === 'linear') return;
      const settings = layerSettingsFor(modelWith({}), { want, at: at.path, layer: 'tuned' });
      for (const { padding, stride, shape } of tries) {
        expect(allows(settings, padding, stride), `${padding} / ${stride}`).toBe(`${shape}` === `${want}`);
      }
    }),
    { numRuns: 100 },
  );
});

function lastShape(model: Parameters<typeof inferShapes>[0]): Shape | undefined {
  try {
    return inferShapes(model).at(-1)?.outputShape;
  } catch (error) {
    if (error instanceof SpecError) return undefined;
    throw error;
  }
}

it('features by way of flatten and linear', () => {
  const model = defineModel({ name: 'm', input: [1, 9, 9], layers: [conv2d({ outChannels: 3, kernelSize: 3 }), flatten(), linear({ outFeatures: 2 })] });
  const { alternatives } = layerSettingsFor(model, { want: [27], at: '2', layer: '0' });
  expect(alternatives.map(({ height }) => height.find(({ padding }) => padding !== 'same' && padding[0] + padding[1] === 0)?.strides)).toEqual([
    [{ from: 3, to: 3 }],
    [{ from: 7, to: 1048576 }],
    undefined,
  ]);
});
