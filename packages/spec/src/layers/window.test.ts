import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import figures from '../../fixtures/windows.json' with { type: 'json' };
import { checkModel } from '../check/model.js';
import { inferShapes } from '../shapes/inferShapes.js';
import { lower } from '../lowering/lower.js';
import { conv2d, type Conv2d } from './conv2d.js';
import type { Layer } from './layer.js';
import { maxPool2d } from './maxPool2d.js';
import { avgPool2d } from './avgPool2d.js';
import { defineModel, type ModelSpec } from '../model.js';

const alone = (layer: unknown, [height, width]: readonly [number, number], channels = 1): ModelSpec =>
  defineModel({ name: 'alone', input: [channels, height, width], layers: [layer as Layer] });

const sizeOf = (model: ModelSpec) => inferShapes(model)[0]?.outputShape.slice(1);

describe('windows as in PyTorch', () => {
  it.each(['conv2d', 'maxPool2d', 'avgPool2d', 'adaptiveAvgPool2d'])('%s: sizes and refusals', (kind) => {
    const cases = figures.cases.filter(({ layer }) => layer.kind === kind);
    const ours = cases.map(({ layer, input }) => {
      const model = alone(layer, input as [number, number]);
      const codes = checkModel(model).map(({ code }) => code);
      return codes.length === 0 ? sizeOf(model) : codes;
    });
    const refusal = expect.arrayContaining([expect.stringMatching(/^(kernel-exceeds-input|padding-exceeds-half-kernel)$/)]) as unknown;
    expect(ours).toEqual(cases.map(({ output }) => output ?? refusal));
    expect(cases).toHaveLength(150);
  });

  it('average pools divide as PyTorch does', () => {
    const cases = figures.cases.flatMap((entry) => ('ones' in entry && entry.ones ? [{ ...entry, ones: entry.ones }] : []));
    expect(cases.length).toBeGreaterThan(60);
    for (const { layer, input, ones } of cases) expect(poolOfOnes(layer, input as [number, number])).toEqual(ones);
  });
});

/** The pool of an image of ones, by the divisors of the lowered operation. */
function poolOfOnes(layer: unknown, [height, width]: readonly [number, number]): readonly (readonly number[])[] {
  const [operation] = lower(alone(layer, [height, width]), { batchSize: 1, mode: 'inference' }).operations;
  if (operation?.kind !== 'avgPool2d') throw new Error('no pool');
  const { kernelSize, stride, padding, rowCounts, columnCounts } = operation;
  const inside = (i: number, axis: 0 | 1, size: number) =>
    Array.from({ length: kernelSize[axis] }, (_, d) => i * stride[axis] - padding[axis] + d).filter((at) => at >= 0 && at < size).length;
  return rowCounts.map((rows, i) => columnCounts.map((columns, j) => (inside(i, 0, height) * inside(j, 1, width)) / (rows * columns)));
}

const side = fc.integer({ min: 1, max: 24 });
const sidePadding = fc.integer({ min: 0, max: 4 });
const window = fc.record({
  kernel: fc.integer({ min: 1, max: 7 }),
  stride: fc.integer({ min: 1, max: 4 }),
  dilation: fc.integer({ min: 1, max: 3 }),
  begin: sidePadding,
  end: sidePadding,
});
type Window = { readonly kernel: number; readonly stride: number; readonly dilation: number; readonly begin: number; readonly end: number };

/** Both sides alike but for the input; a number of windows of 0 is a refusal. */
const convolution = ({ kernel, stride, dilation, begin, end }: Window): Conv2d =>
  conv2d({ outChannels: 1, kernelSize: kernel, stride, dilation, padding: [begin, begin, end, end] });

/** Starts a window at every stride and counts those that end within the padded input. */
function countOneByOne(input: number, { kernel, stride, dilation, begin, end }: Window): number {
  let count = 0;
  for (let start = -begin; start + dilation * (kernel - 1) < input + end; start += stride) count += 1;
  return count;
}

describe('laws of windows', () => {
  it('a convolution has as many outputs as windows fit', () => {
    fc.assert(
      fc.property(side, side, window, (height, width, fields) => {
        const expected = [countOneByOne(height, fields), countOneByOne(width, fields)];
        const model = alone(convolution(fields), [height, width]);
        if (expected.includes(0)) expect(checkModel(model)[0]?.code).toBe('kernel-exceeds-input');
        else expect(sizeOf(model)).toEqual(expected);
      }),
    );
  });

  it('rounding up, a window that fits by its stride along one side need not along the other', () => {
    const findings = checkModel(alone(maxPool2d({ kernelSize: 3, stride: [3, 1], ceilMode: true }), [1, 1]));
    expect(findings).toMatchObject([{ code: 'kernel-exceeds-input', message: 'kernel 3 exceeds the padded input 1 on width' }]);
  });

  it('"same" gives ⌈in / stride⌉, whatever the kernel and dilation, with the odd pixel at the end', () => {
    fc.assert(
      fc.property(side, window, (input, { kernel, stride, dilation }) => {
        const fields = { kernelSize: kernel, stride, dilation, padding: 'same' } as const;
        for (const layer of [conv2d({ outChannels: 2, ...fields }), maxPool2d(fields), maxPool2d({ ...fields, ceilMode: true })]) {
          const model = alone(layer, [input, input]);
          const expected = Math.ceil(input / stride);
          expect(sizeOf(model)).toEqual([expected, expected]);
          const [operation] = lower(model, { batchSize: 1, mode: 'inference' }).operations;
          const [top, left, bottom, right] = operation && 'padding' in operation ? operation.padding : [NaN, NaN, NaN, NaN];
          expect([left, right]).toEqual([top, bottom]);
          expect([0, 1]).toContain(bottom - top);
        }
      }),
    );
  });

  it('"same" pads no more than it must: one less at the end, where there is any, loses an output', () => {
    fc.assert(
      fc.property(side, window, (input, { kernel, stride, dilation }) => {
        const [operation] = lower(alone(conv2d({ outChannels: 1, kernelSize: kernel, stride, dilation, padding: 'same' }), [input, input]), {
          batchSize: 1,
          mode: 'inference',
        }).operations;
        if (operation?.kind !== 'conv2d') throw new Error('no convolution');
        const [begin, , end] = operation.padding;
        if (end === 0) return;
        expect(countOneByOne(input, { kernel, stride, dilation, begin, end: end - 1 })).toBe(Math.ceil(input / stride) - 1);
      }),
    );
  });

  it('rounding up gives as many windows as rounding down, or one more', () => {
    fc.assert(
      fc.property(side, window, (input, { kernel, stride, begin, end }) => {
        const padding = [begin, begin, end, end].map((most) => Math.min(most, Math.floor(kernel / 2))) as [number, number, number, number];
        const [down, up] = [false, true].map((ceilMode) => alone(avgPool2d({ kernelSize: kernel, stride, padding, ceilMode }), [input, input]));
        if (!down || !up || checkModel(down).length > 0) return;
        expect([0, 1]).toContain((sizeOf(up)?.[0] ?? NaN) - (sizeOf(down)?.[0] ?? NaN));
      }),
    );
  });

  it('a larger input never has fewer outputs', () => {
    fc.assert(
      fc.property(side, window, fc.boolean(), (input, { kernel, stride, dilation }, ceilMode) => {
        const at = (size: number) => {
          const model = alone(maxPool2d({ kernelSize: kernel, stride, dilation, ceilMode }), [size, size]);
          return checkModel(model).length > 0 ? 0 : (sizeOf(model)?.[0] ?? NaN);
        };
        expect(at(input + 1)).toBeGreaterThanOrEqual(at(input));
      }),
    );
  });

  it('the lowered padding gives the output size by the plain formula, and every window lies within it', () => {
    fc.assert(
      fc.property(side, side, window, fc.boolean(), (height, width, { kernel, stride, dilation, begin, end }, ceilMode) => {
        const half = Math.floor(kernel / 2);
        const padding = [begin, begin, end, end].map((most) => Math.min(most, half)) as [number, number, number, number];
        const model = alone(maxPool2d({ kernelSize: kernel, stride, dilation, padding, ceilMode }), [height, width]);
        if (checkModel(model).length > 0) return;
        const [operation] = lower(model, { batchSize: 1, mode: 'inference' }).operations;
        if (operation?.kind !== 'maxPool2d') throw new Error('no pool');
        const [top, left, bottom, right] = operation.padding;
        const extent = dilation * (kernel - 1) + 1;
        const count = (input: number, pads: number) => Math.floor((input + pads - extent) / stride) + 1;
        expect([count(height, top + bottom), count(width, left + right)]).toEqual(sizeOf(model));
      }),
    );
  });

  it('a pool that refuses is mended by what it asks for, and by no smaller input', () => {
    fc.assert(
      fc.property(side, window, fc.boolean(), (input, { kernel, stride, dilation }, ceilMode) => {
        const pool = (size: number, padding: number) => checkModel(alone(maxPool2d({ kernelSize: kernel, stride, dilation, padding, ceilMode }), [size, size]));
        const [finding] = pool(input, 0);
        if (finding === undefined) return;
        const [least = NaN, padding] = [...(finding.remedy ?? '').matchAll(/at least (\d+)/g)].map(([, number]) => Number(number));
        expect(pool(least, 0)).toEqual([]);
        expect(pool(least - 1, 0)).not.toEqual([]);
        if (padding !== undefined) expect(pool(input, padding)).toEqual([]);
        else expect(pool(input, Math.floor(kernel / 2))).not.toEqual([]);
      }),
      { numRuns: 500 },
    );
  });

  it('a convolution that refuses is mended by what it asks for, and by no less', () => {
    fc.assert(
      fc.property(side, window, (input, fields) => {
        const [finding] = checkModel(alone(convolution(fields), [input, input]));
        if (finding === undefined) return;
        const [least = NaN, padding = NaN] = [...(finding.remedy ?? '').matchAll(/at least (\d+)/g)].map(([, number]) => Number(number));
        expect(checkModel(alone(convolution(fields), [least, least]))).toEqual([]);
        expect(checkModel(alone(convolution(fields), [least - 1, least]))).not.toEqual([]);
        expect(checkModel(alone(convolution({ ...fields, begin: padding, end: padding }), [input, input]))).toEqual([]);
        expect(checkModel(alone(convolution({ ...fields, begin: padding - 1, end: padding - 1 }), [input, input]))).not.toEqual([]);
      }),
    );
  });
});
