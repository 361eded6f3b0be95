import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SpecError } from '../check/error.js';
import { checkModel } from '../check/model.js';
import { adaptiveAvgPool2d } from '../layers/adaptiveAvgPool2d.js';
import { conv2d } from '../layers/conv2d.js';
import { flatten } from '../layers/flatten.js';
import { globalAvgPool2d } from '../layers/globalAvgPool2d.js';
import type { Layer } from '../layers/layer.js';
import { linear } from '../layers/linear.js';
import { parallel } from '../layers/parallel.js';
import { relu } from '../layers/relu.js';
import { sequential } from '../layers/sequential.js';
import { defineModel } from '../model.js';
import { lower } from '../lowering/lower.js';
import { stateTensors } from '../structure/stateTensors.js';
import { imageShape, layerList, modelSpec } from '../testing/index.js';
import { residual } from '../blocks/residual.js';
import { denseBlock } from '../blocks/denseBlock.js';
import { transition } from '../blocks/transition.js';
import { zoo } from '../zoo/index.js';
import { inferShapes } from './inferShapes.js';
import type { ImageShape, Shape } from './shape.js';

const modelOf = (input: Shape, layers: readonly Layer[]) => defineModel({ name: 'm', input, layers });

/** The shape of the graph's result: also where the last layer is a container. */
function outputOfModel(input: Shape, layers: readonly Layer[]): readonly number[] {
  const { tensors, outputs } = lower(modelOf(input, layers.length > 0 ? layers : [relu()]), { batchSize: 2, mode: 'inference' });
  return tensors.get(outputs.logits)?.shape.slice(1) ?? [];
}

describe('shapes', () => {
  it('of LeNet', () => {
    expect(inferShapes(zoo.lenet).map(({ path, kind, inputShape, outputShape }) => [path, kind, inputShape, outputShape])).toEqual([
      ['0', 'conv2d', [1, 28, 28], [6, 24, 24]],
      ['1', 'sigmoid', [6, 24, 24], [6, 24, 24]],
      ['2', 'maxPool2d', [6, 24, 24], [6, 12, 12]],
      ['3', 'conv2d', [6, 12, 12], [16, 8, 8]],
      ['4', 'sigmoid', [16, 8, 8], [16, 8, 8]],
      ['5', 'maxPool2d', [16, 8, 8], [16, 4, 4]],
      ['6', 'flatten', [16, 4, 4], [256]],
      ['7', 'linear', [256], [120]],
      ['8', 'sigmoid', [120], [120]],
      ['9', 'linear', [120], [84]],
      ['10', 'sigmoid', [84], [84]],
      ['11', 'linear', [84], [10]],
    ]);
  });

  it.each<readonly [string, Layer, ImageShape, readonly number[]]>([
    ['residual(3) on [4, 3, 6, 6]', residual({ outChannels: 3 }), [3, 6, 6], [3, 6, 6]],
    ['residual(6, projection, stride 2)', residual({ outChannels: 6, shortcut: 'projection', stride: 2 }), [3, 6, 6], [6, 3, 3]],
    ['dense block of 2 convolutions, growth 10', denseBlock({ convolutions: 2, growth: 10 }), [3, 8, 8], [23, 8, 8]],
    ['transition(10)', transition({ outChannels: 10 }), [23, 8, 8], [10, 4, 4]],
  ])('%s', (_, block, input, output) => {
    expect(outputOfModel(input, [block])).toEqual(output);
  });

  it('an input in place of the model\'s own, channels included', () => {
    const model = modelOf([1, 28, 28], [conv2d({ outChannels: 4, kernelSize: 3 }), globalAvgPool2d()]);
    expect(inferShapes(model, { input: [3, 9, 40] }).map(({ inputShape }) => inputShape)).toEqual([[3, 9, 40], [4, 7, 38]]);
    expect(stateTensors(model, { input: [3, 9, 40] })[0]?.shape).toEqual([4, 3, 3, 3]);
    expect(() => inferShapes(model, { input: [0, 9, 9] })).toThrow('received [0, 9, 9]');
    expect(() => inferShapes(model, { input: [1, 2 ** 21, 9] })).toThrow('height and width must be at most 1048576');
  });

  it('a branch adds its index to the path, a name replaces the index', () => {
    const model = modelOf([2, 4, 4], [
      parallel({ name: 'block', branches: [[relu(), sequential({ layers: [relu({ name: 'inner' })] })], []], merge: 'concat' }),
      flatten(),
    ]);
    expect(inferShapes(model).map(({ path }) => path)).toEqual(['block.0.0', 'block.0.1.inner', '1']);
  });
});

describe('products stretch over height and width', () => {
  const gate = [globalAvgPool2d()];
  it.each<readonly [string, readonly (readonly Layer[])[]]>([
    ['the gate last', [[], gate]],
    ['the gate first', [gate, []]],
    ['two gates before the image', [gate, gate, []]],
    ['the gate between', [[], gate, []]],
  ])('%s', (_, branches) => {
    expect(outputOfModel([3, 5, 7], [parallel({ branches, merge: 'multiply' })])).toEqual([3, 5, 7]);
  });
});

describe('what does not merge', () => {
  const narrower = [conv2d({ outChannels: 2, kernelSize: 1 })];
  const smaller = [adaptiveAvgPool2d({ outputSize: 2 })];
  it.each<readonly [string, 'add' | 'multiply' | 'concat', readonly (readonly Layer[])[]]>([
    ['channels that differ, added', 'add', [[], narrower]],
    ['channels that differ, multiplied', 'multiply', [[], narrower]],
    ['a gate of other channels', 'multiply', [[], [...narrower, globalAvgPool2d()]]],
    ['a gate that is added', 'add', [[], [globalAvgPool2d()]]],
    ['sizes that differ, joined', 'concat', [[], smaller]],
    ['sizes that differ, multiplied', 'multiply', [[], smaller]],
    ['an image and a flat branch', 'concat', [[], [flatten()]]],
    ['a flat branch and an image', 'multiply', [[flatten()], []]],
    ['the third branch', 'add', [[], [relu()], smaller]],
  ])('%s', (_, merge, branches) => {
    const findings = checkModel(modelOf([3, 4, 4], [parallel({ name: 'p', branches, merge }), flatten()]));
    expect(findings).toMatchObject([{ code: 'merge-shapes-differ', path: 'p', kind: 'parallel', pointer: ['layers', 0, 'branches'] }]);
    expect(findings[0]?.details).toHaveLength(branches.length);
  });
});

describe('laws', () => {
  it('composing two stacks is inferring the joined stack', () => {
    const stacks = imageShape().chain((input) =>
      layerList(input).chain((first) => fc.tuple(fc.constant(input), fc.constant(first), layerList(first.output))),
    );
    fc.assert(
      fc.property(stacks, ([input, first, second]) => {
        const unnamed = (layers: readonly Layer[]) => layers.map((layer) => Object.fromEntries(Object.entries(layer).filter(([field]) => field !== 'name')) as unknown as Layer);
        const shapes = (at: Shape, layers: readonly Layer[]) =>
          layers.length === 0 ? [] : inferShapes(modelOf(at, unnamed(layers))).map(({ kind, outputShape }) => [kind, outputShape]);
        expect(shapes(input, [...first.layers, ...second.layers])).toEqual([...shapes(input, first.layers), ...shapes(first.output, second.layers)]);
      }),
    );
  });

  it('concat adds channels, and the order of its branches changes nothing but the order', () => {
    const branches = imageShape().chain((input) =>
      fc.tuple(
        fc.constant(input),
        fc.array(layerList(input, { keepImage: true, maxLayers: 3, maxDepth: 1 }), { minLength: 1, maxLength: 4 }),
        fc.integer({ min: 1, max: 5 }),
      ),
    );
    fc.assert(
      fc.property(branches, ([input, lists, side]) => {
        const ready = lists.map(({ layers }) => [...layers, adaptiveAvgPool2d({ outputSize: side })]);
        const channels = ready.map((layers) => outputOfModel(input, layers)[0] ?? NaN);
        const joined = [channels.reduce((a, b) => a + b), side, side];
        expect(outputOfModel(input, [parallel({ branches: ready, merge: 'concat' })])).toEqual(joined);
        expect(outputOfModel(input, [parallel({ branches: ready.toReversed(), merge: 'concat' })])).toEqual(joined);
      }),
    );
  });

  it('a sequential around any run of layers changes names only', () => {
    fc.assert(
      fc.property(modelSpec(), fc.nat(), fc.nat(), (model, a, b) => {
        const [start, end] = [a % (model.layers.length + 1), b % (model.layers.length + 1)].sort((x, y) => x - y) as [number, number];
        const wrapped = sequential({ layers: model.layers.slice(start, end) });
        const layers = [...model.layers.slice(0, start), wrapped, ...model.layers.slice(end)];
        const bare = (of: typeof model) => inferShapes(of).map(({ kind, inputShape, outputShape }) => ({ kind, inputShape, outputShape }));
        expect(bare({ ...model, layers })).toEqual(bare(model));
        const state = (of: typeof model) => stateTensors(of).map(({ name, path, ...tensor }) => ({ ...tensor, own: name.slice(path.length) }));
        expect(state({ ...model, layers })).toEqual(state(model));
      }),
    );
  });

  it('a model that goes through JSON and the parser comes back as it was', () => {
    fc.assert(
      fc.property(modelSpec(), (model) => {
        const again: unknown = JSON.parse(JSON.stringify(model));
        expect(again).toEqual(model);
        expect(checkModel(again)).toEqual([]);
        expect(inferShapes(again as typeof model)).toEqual(inferShapes(model));
      }),
    );
  });

  it('every path is unique, and those of state too', () => {
    fc.assert(
      fc.property(modelSpec(), (model) => {
        const paths = inferShapes(model).map(({ path }) => path);
        expect(new Set(paths).size).toBe(paths.length);
        const names = stateTensors(model).map(({ name }) => name);
        expect(new Set(names).size).toBe(names.length);
      }),
    );
  });
});

describe('what is no model', () => {
  it.each([undefined, null, {}, { name: 'x\u001b[2J' }])('%j is refused as such', (value) => {
    const call = () => inferShapes(value as unknown as Parameters<typeof inferShapes>[0]);
    expect(call).toThrow(SpecError);
    expect(call).not.toThrow('\u001b');
  });
});

describe('linear layers', () => {
  it('want a flat input, and say how many features it would have', () => {
    expect(checkModel(modelOf([3, 4, 5], [linear({ outFeatures: 2, name: 'head' }), linear({ outFeatures: 1 })]))).toMatchObject([
      {
        code: 'needs-flat-input', path: 'head', kind: 'linear', pointer: ['layers', 0],
        message: 'needs a flat input [N, F], received [1, 3, 4, 5]',
        details: ['flat it would have 3 · 4 · 5 = 60 features'],
        remedy: 'put { "kind": "flatten" } before it',
      },
    ]);
  });
});
