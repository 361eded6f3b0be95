import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { TensorName } from '../graph/tensor.js';
import { adaptiveAvgPool2d } from '../layers/adaptiveAvgPool2d.js';
import { conv2d } from '../layers/conv2d.js';
import { globalAvgPool2d } from '../layers/globalAvgPool2d.js';
import type { Layer } from '../layers/layer.js';
import { maxPool2d } from '../layers/maxPool2d.js';
import { parallel } from '../layers/parallel.js';
import { relu } from '../layers/relu.js';
import { lower } from '../lowering/lower.js';
import { defineModel, type ModelSpec } from '../model.js';
import { modelSpec } from '../testing/index.js';
import { zoo } from '../zoo/index.js';
import { receptiveFields, type SideField } from './receptiveFields.js';

const fieldAt = (model: ModelSpec, path: string) => receptiveFields(model).find((layer) => layer.path === path);

describe('published figures', () => {
  // Araujo, Norris and Sim 2019, https://doi.org/10.23915/distill.00021: size and stride at the end of each network's convolutions.
  it.each<readonly [keyof typeof zoo, string, number, number]>([
    ['alexnet-2012', 'features.12', 163, 16],
    ['alexnet-2012', 'features.14', 195, 32],
    ['vgg16', 'features.4.6', 212, 32],
    ['resnet50', 'stage4.2.1', 483, 32],
    ['resnet101', 'stage4.2.1', 1027, 32],
    ['resnet152', 'stage4.2.1', 1507, 32],
  ])('%s at %s: %i, stride %i', (name, path, size, jump) => {
    expect(fieldAt(zoo[name], path)).toMatchObject({ height: { size, jump, exact: true }, width: { size, jump } });
  });

  it('VGG-16 before its last pool: 196; the linear layers see all of it', () => {
    expect(fieldAt(zoo.vgg16, 'features.4.5')).toMatchObject({ kind: 'relu', height: { size: 196, jump: 16, start: -90, centre: 7.5, whole: false } });
    expect(receptiveFields(zoo.vgg16).at(-1)).toMatchObject({ kind: 'linear', height: { size: 404, jump: 0, whole: true } });
  });
});

describe('small networks by hand', () => {
  const fieldsOf = (...layers: readonly Layer[]) => receptiveFields(defineModel({ name: 'm', input: [2, 12, 9], layers })).map(({ height }) => height);

  it('dilation spreads, strides multiply, padding goes before the first pixel', () => {
    const [first, second] = fieldsOf(conv2d({ outChannels: 1, kernelSize: 3, dilation: 2, padding: 1, stride: 2 }), maxPool2d({ kernelSize: 2, stride: 3 }));
    expect(first).toEqual({ size: 5, jump: 2, start: -1, centre: 1, shared: false, whole: false, exact: true });
    expect(second).toEqual({ size: 7, jump: 6, start: -1, centre: 2, shared: false, whole: false, exact: true });
  });

  it('branches: all that any of them sees', () => {
    const branches = [[], [conv2d({ outChannels: 2, kernelSize: 3, padding: [2, 1, 0, 1] })], [conv2d({ outChannels: 2, kernelSize: 3, padding: 1 })]];
    expect(fieldsOf(parallel({ branches, merge: 'concat' }), relu()).at(-1)).toMatchObject({ start: -2, size: 4, jump: 1 });
  });

  it('a gate sees everything and keeps the stride', () => {
    const gated = parallel({ branches: [[], [globalAvgPool2d()]], merge: 'multiply' });
    expect(fieldsOf(maxPool2d({ kernelSize: 2 }), gated, relu()).at(-1)).toEqual({ size: 12, jump: 2, start: 0, centre: 5.5, shared: true, whole: true, exact: true });
  });

  it('adaptive pools: exact where they divide the side', () => {
    expect(fieldsOf(adaptiveAvgPool2d({ outputSize: 4 }))[0]).toEqual({ size: 3, jump: 3, start: 0, centre: 1, shared: false, whole: false, exact: true });
    expect(fieldsOf(adaptiveAvgPool2d({ outputSize: 5 }))[0]).toMatchObject({ size: 5, jump: 12 / 5, start: -1, exact: false });
  });

  it('a flat input has no pixels', () => {
    expect(() => receptiveFields(defineModel({ name: 'm', input: [4], layers: [relu()] }))).toThrow('its input [1, 4] is flat');
  });
});

/** For each position, the pixels of the input that it depends on, a bit each, row by row. */
type Seen = readonly (readonly bigint[])[];

/** Follows every operation of the lowered graph position by position, knowing nothing of fields or jumps. */
function pixelsSeen(model: ModelSpec): ReadonlyMap<string, Seen> {
  const { operations, tensors } = lower(model, { batchSize: 1, mode: 'inference' });
  const known = new Map<TensorName, Seen>();
  const byPath = new Map<string, Seen>();
  const [, inHeight = 1, inWidth = 1] = model.input;
  known.set('input', grid(inHeight, inWidth, (i, j) => 1n << BigInt(i * inWidth + j)));
  for (const operation of operations) {
    const sizes = (name: TensorName | undefined) => tensors.get(name ?? '')?.shape.slice(2) ?? [];
    const [height = 1, width = 1] = sizes(operation.outputs[0]);
    const seen = (index: number): Seen => known.get(operation.inputs[index] ?? '') ?? [];
    const span = (rows: (i: number) => readonly number[], columns: (j: number) => readonly number[]) =>
      grid(height, width, (i, j) => union(rows(i).flatMap((row) => columns(j).map((column) => seen(0)[row]?.[column] ?? 0n))));
    const all = (axis: 0 | 1) => () => Array.from({ length: axis === 0 ? seen(0).length : (seen(0)[0]?.length ?? 0) }, (_, i) => i);
    let made: Seen;
    if ('kernelSize' in operation && 'dilation' in operation) {
      const taps = (axis: 0 | 1) => (i: number) =>
        Array.from({ length: operation.kernelSize[axis] }, (_, k) => i * operation.stride[axis] - operation.padding[axis] + k * operation.dilation[axis]);
      made = span(taps(0), taps(1));
    } else if (operation.kind === 'adaptiveAvgPool2d') {
      const within = (windows: readonly (readonly [number, number])[]) => (i: number) => {
        const [start, end] = windows[i] ?? [0, 0];
        return Array.from({ length: end - start }, (_, k) => start + k);
      };
      made = span(within(operation.rowWindows), within(operation.columnWindows));
    } else if (operation.kind === 'globalAvgPool2d' || operation.kind === 'flatten') {
      made = span(all(0), all(1));
    } else if (operation.kind === 'add' || operation.kind === 'multiply' || operation.kind === 'concat') {
      made = grid(height, width, (i, j) => union(operation.inputs.map((_, index) => seen(index)[seen(index).length === 1 ? 0 : i]?.[seen(index)[0]?.length === 1 ? 0 : j] ?? 0n)));
    } else {
      made = seen(0);
    }
    known.set(operation.outputs[0] ?? '', made);
    byPath.set(operation.path, made);
  }
  return byPath;
}

function grid(height: number, width: number, at: (i: number, j: number) => bigint): Seen {
  return Array.from({ length: height }, (_, i) => Array.from({ length: width }, (_unused, j) => at(i, j)));
}

function union(sets: readonly bigint[]): bigint {
  return sets.reduce((a, b) => a | b, 0n);
}

/** The first and last row and column of a set of pixels. */
function hull(pixels: bigint, width: number): { readonly rows: readonly [number, number]; readonly columns: readonly [number, number] } | undefined {
  const at = [...pixels.toString(2)].toReversed().flatMap((bit, i) => (bit === '1' ? [i] : []));
  if (at.length === 0) return undefined;
  const [rows, columns] = [at.map((i) => Math.floor(i / width)), at.map((i) => i % width)];
  return { rows: [Math.min(...rows), Math.max(...rows)], columns: [Math.min(...columns), Math.max(...columns)] };
}

describe('against the pixels that each output depends on', () => {
  it('no output of a random model sees beyond its field', () => {
    fc.assert(
      fc.property(modelSpec({ input: 'image', maxSide: 10, maxLayers: 5, maxElements: 2000 }), (model) => {
        const [, , inWidth = 1] = model.input;
        const seen = pixelsSeen(model);
        for (const { path, kind, height, width } of receptiveFields(model)) {
          seen.get(path)?.forEach((row, i) =>
            row.forEach((pixels, j) => {
              const found = hull(pixels, inWidth);
              if (!found) return;
              expectWithin(found.rows, height, i, `${path} ${kind} row ${i}`);
              expectWithin(found.columns, width, j, `${path} ${kind} column ${j}`);
            }),
          );
        }
      }),
      { numRuns: 80 },
    );
  });

  function expectWithin([first, last]: readonly [number, number], { start, size, jump, shared }: SideField, index: number, message: string): void {
    const own = start + (shared ? 0 : index * jump);
    expect(first, message).toBeGreaterThanOrEqual(Math.floor(own));
    expect(last, message).toBeLessThanOrEqual(Math.ceil(own + size - 1));
  }

  const window = fc.record({ kernel: fc.integer({ min: 1, max: 4 }), stride: fc.integer({ min: 1, max: 2 }), dilation: fc.integer({ min: 1, max: 3 }), padding: fc.integer({ min: 0, max: 3 }) });
  const columnLayer = ({ kernel, stride, dilation, padding }: { kernel: number; stride: number; dilation: number; padding: number }): Layer =>
    conv2d({ outChannels: 1, kernelSize: [kernel, 1], stride: [stride, 1], dilation: [dilation, 1], padding: [padding, 0] });
  const branches = fc.array(fc.tuple(fc.integer({ min: 0, max: 2 }), fc.integer({ min: 1, max: 3 })), { minLength: 1, maxLength: 3 }).map((kinds) =>
    parallel({
      branches: kinds.map(([half, dilation]) => [conv2d({ outChannels: 1, kernelSize: [2 * half + 1, 1], dilation: [dilation, 1], padding: [half * dilation, 0] })]),
      merge: 'add',
    }),
  );

  it('far from the edges an output sees its field to the pixel', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof({ arbitrary: window.map(columnLayer), weight: 3 }, { arbitrary: branches, weight: 1 }), { minLength: 1, maxLength: 4 }), (layers) => {
        const model = defineModel({ name: 'tall', input: [1, 500, 1], layers: [...layers, relu({ name: 'end' })] });
        const rows = pixelsSeen(model).get('end') ?? [];
        const field = fieldAt(model, 'end')?.height;
        const middle = Math.floor(rows.length / 2);
        const found = hull(rows[middle]?.[0] ?? 0n, 1);
        const start = (field?.start ?? NaN) + middle * (field?.jump ?? NaN);
        expect(found?.rows).toEqual([start, start + (field?.size ?? NaN) - 1]);
        expect(field?.exact).toBe(true);
      }),
      { numRuns: 40 },
    );
  });
});
