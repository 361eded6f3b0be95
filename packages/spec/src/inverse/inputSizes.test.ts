import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SpecError } from '../check/error.js';
import { adaptiveAvgPool2d } from '../layers/adaptiveAvgPool2d.js';
import { conv2d } from '../layers/conv2d.js';
import { flatten } from '../layers/flatten.js';
import { globalAvgPool2d } from '../layers/globalAvgPool2d.js';
import type { Layer } from '../layers/layer.js';
import { linear } from '../layers/linear.js';
import { maxPool2d } from '../layers/maxPool2d.js';
import { parallel } from '../layers/parallel.js';
import { relu } from '../layers/relu.js';
import { defineModel, type ModelSpec } from '../model.js';
import { inferShapes } from '../shapes/inferShapes.js';
import type { Shape } from '../shapes/shape.js';
import { modelSpec } from '../testing/index.js';
import { zoo } from '../zoo/index.js';
import { describeInputSizes, inputSizesFor } from './inputSizes.js';

const imageModel = (...layers: readonly Layer[]) => defineModel({ name: 'm', input: [2, 8, 8], layers });

function errorOf(ask: () => unknown): SpecError {
  try {
    ask();
  } catch (error) {
    if (error instanceof SpecError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

describe('which input gives', () => {
  it.each<readonly [keyof typeof zoo, Shape, string, string]>([
    ['vgg16', [512, 1, 1], 'features.4.6', 'height and width each 32 … 63'],
    ['vgg16', [512, 7, 7], 'features.4.6', 'height and width each 224 … 255'],
    ['resnet18', [512, 7, 7], 'stage4.1.1', 'height and width each 193 … 224'],
    ['resnet18', [512, 1, 1], '5', 'height and width each 1 or more'],
    ['alexnet', [256, 5, 5], 'features.12', 'height and width each 195 … 226'],
    ['alexnet-p2', [256, 6, 6], 'features.12', 'height and width each 223 … 254'],
    ['googlenet', [832, 3, 3], 'b5.0', 'height and width each 65 … 96'],
    ['densenet', [248, 3, 3], '9', 'height and width each 93 … 124'],
  ])('%s %j', (name, want, at, sizes) => {
    const found = inputSizesFor(zoo[name], { want });
    expect([found.at, describeInputSizes(found)[1]]).toEqual([at, sizes]);
  });

  it('features: every height with every width that multiplies to them', () => {
    const found = inputSizesFor(zoo.alexnet, { want: [6400] });
    expect(found).toMatchObject({ at: 'classifier.0', squares: [{ from: 195, to: 226 }] });
    expect(found.regions).toEqual([
      { heights: [{ from: 195, to: 226 }], widths: [{ from: 195, to: 226 }] },
      { heights: [{ from: 67, to: 98 }], widths: [{ from: 835, to: 866 }] },
      { heights: [{ from: 835, to: 866 }], widths: [{ from: 67, to: 98 }] },
    ]);
    // At a linear layer, the features that it takes.
    expect(inputSizesFor(zoo.alexnet, { want: [6400], at: 'classifier.1' }).regions).toEqual(found.regions);
  });

  it('a sum whose branches agree on even sizes alone', () => {
    const branches = [[maxPool2d({ kernelSize: 2 })], [maxPool2d({ kernelSize: 1, stride: 2 })]];
    const model = imageModel(parallel({ branches, merge: 'add' }), globalAvgPool2d());
    const { regions } = inputSizesFor(model, { want: [2, 1, 1], at: '1' });
    expect(regions[0]?.heights.slice(0, 3)).toEqual([{ from: 2, to: 2 }, { from: 4, to: 4 }, { from: 6, to: 6 }]);
  });
});

describe('nothing gives it', () => {
  it.each<readonly [string, ModelSpec, Shape, string | undefined, RegExp]>([
    ['channels', zoo.vgg16, [256, 1, 1], 'features.4.6', /^vgg16\/features.4.6 maxPool2d: no input size gives \[1, 256, 1, 1\]\n {2}it has 512 channels, whatever the input size; wanted 256/],
    ['a fixed size', zoo.resnet18, [512, 7, 7], '5', /height 7 does not come about; nearest: 1, by input height 1 or more\n {2}width 7/],
    ['the least size', imageModel(conv2d({ outChannels: 1, kernelSize: 3, padding: 2 })), [1, 2, 4], undefined, /height 2 does not come about; nearest: 3, by input height 1$/],
    ['features', zoo.alexnet, [6401], undefined, /features = 256·height·width of the image that is flattened\n {2}nearest: 6400, by input height 195 … 226 with width 195 … 226\n {2}nearest: 6656, by/],
    ['features beyond all counting', zoo.alexnet, [Number.MAX_SAFE_INTEGER], undefined, /no input size gives \[1, 9007199254740991\]/],
    ['an image where all is flat', imageModel(flatten(), linear({ outFeatures: 3 })), [3, 1, 1], undefined, /no layer is an image/],
    ['a name that is none', zoo.vgg16, [512, 1, 1], 'features.4.9', /there is no layer "features.4.9"\n {2}did you mean "features.\d.\d"/],
    ['an input that is flat', defineModel({ name: 'f', input: [4], layers: [relu()] }), [4], undefined, /neither height nor width/],
    ['no input at all', imageModel(adaptiveAvgPool2d({ outputSize: 2 }), conv2d({ outChannels: 1, kernelSize: 3 })), [1, 1, 1], undefined, /kernel 3 exceeds the padded input 2/],
    ['branches that never meet', imageModel(parallel({ branches: [[], [adaptiveAvgPool2d({ outputSize: 2 }), relu()], [globalAvgPool2d()]], merge: 'add' })), [2, 1, 1], undefined, /cannot add|no input size lets add/],
    ['features that no intervals describe', imageModel(parallel({ branches: [[flatten()], [maxPool2d({ kernelSize: 2 }), flatten()]], merge: 'concat' })), [10], undefined, /unlike ways/],
  ])('%s', (_, model, want, at, message) => {
    expect(errorOf(() => inputSizesFor(model, { want, ...(at !== undefined && { at }) })).message).toMatch(message);
  });
});

/** Every leaf's shape at every input size up to a bound; of a linear layer, that of its input. */
function allShapes(model: ModelSpec, longest: number): ReadonlyMap<string, readonly Shape[]> {
  const [channels] = model.input;
  const shapes = new Map<string, Shape[]>();
  for (let height = 1; height <= longest; height += 1) {
    for (let width = 1; width <= longest; width += 1) {
      try {
        for (const { path, kind, inputShape, outputShape } of inferShapes(model, { input: [channels, height, width] })) {
          const list = shapes.get(path) ?? [];
          list[(height - 1) * longest + width - 1] = kind === 'linear' ? inputShape : outputShape;
          shapes.set(path, list);
        }
      } catch (error) {
        if (!(error instanceof SpecError)) throw error;
      }
    }
  }
  return shapes;
}

it('equals trying every size, for every layer of random models', () => {
  const longest = 11;
  fc.assert(
    fc.property(modelSpec({ input: 'image', maxSide: longest, maxLayers: 4 }), fc.nat(), fc.integer({ min: -1, max: 1 }), (model, pick, off) => {
      for (const [at, shapes] of allShapes(model, longest)) {
        const seen = Object.values(shapes);
        const base = seen[pick % seen.length] ?? model.input;
        const want = base.map((size, i) => (i === base.length - 1 ? Math.max(1, size + off) : size)) as unknown as Shape;
        const expected = Array.from({ length: longest * longest }, (_, i) => `${shapes[i]}` === `${want}`);
        let regions: ReturnType<typeof inputSizesFor>['regions'];
        try {
          ({ regions } = inputSizesFor(model, { want, at }));
        } catch (error) {
          if (!(error instanceof SpecError) || error.code !== 'unreachable-shape') throw error;
          regions = [];
        }
        const within = (set: readonly { readonly from: number; readonly to: number }[], size: number) => set.some(({ from, to }) => from <= size && size <= to);
        const found = expected.map((_, i) => regions.some(({ heights, widths }) => within(heights, Math.floor(i / longest) + 1) && within(widths, (i % longest) + 1)));
        expect(found, `${at} giving ${want}`).toEqual(expected);
      }
    }),
    { numRuns: 60 },
  );
});
