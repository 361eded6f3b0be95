import { describe, expect, it } from 'vitest';
import { checkModel } from '../check/model.js';
import { adaptiveAvgPool2d } from '../layers/adaptiveAvgPool2d.js';
import { conv2d } from '../layers/conv2d.js';
import type { LeafLayer } from '../layers/layer.js';
import { linear } from '../layers/linear.js';
import { relu } from '../layers/relu.js';
import { outputOf, sizeProblem } from './outputOf.js';
import { asImage, elementsOf, formatShape, isImage, sameShape, type Shape } from './shape.js';

describe('sizes that can be counted', () => {
  it.each<readonly [Shape, string, readonly string[] | undefined, string]>([
    [[2 ** 30, 2 ** 12, 2 ** 12], '[1, 1073741824, 4096, 4096] has more elements than can be counted exactly', ['1073741824 · 4096 · 4096 = 1.80e+16 > 2^53 − 1'], 'make it smaller'],
    [[2 ** 13, 2 ** 20, 2 ** 20], '[1, 8192, 1048576, 1048576] has more elements than can be counted exactly', ['8192 · 1048576 · 1048576 = 9.01e+15 > 2^53 − 1'], 'make it smaller'],
    [[1, 2 ** 20 + 1, 5], '[1, 1, 1048577, 5] has a side of 1048577', undefined, 'height and width must be at most 1048576'],
    [[1, 5, 2 ** 20 + 1], '[1, 1, 5, 1048577] has a side of 1048577', undefined, 'height and width must be at most 1048576'],
  ])('%j has too many', (shape, problem, details, remedy) => {
    expect(sizeProblem(shape)).toEqual({ code: 'too-large', problem, remedy, ...(details && { details }) });
  });

  it.each<{ readonly shape: Shape }>([{ shape: [8191, 2 ** 20, 2 ** 20] }, { shape: [20_394_401, 6_361, 69_431] }, { shape: [2 ** 31 - 1] }, { shape: [1, 2 ** 20, 2 ** 20] }])('$shape has not', ({ shape }) => {
    expect(sizeProblem(shape)).toBeUndefined();
  });
});

describe('the output of a layer', () => {
  it.each<readonly [LeafLayer, Shape, Shape]>([
    [conv2d({ outChannels: 7, kernelSize: 3, stride: 2 }), [2, 8, 9], [7, 3, 4]],
    [linear({ outFeatures: 5 }), [3], [5]],
    [relu(), [3, 4, 5], [3, 4, 5]],
  ])('%j on %j is %j, with its defaults filled in', (layer, input, output) => {
    const result = outputOf(layer, input);
    expect(result.output).toEqual(output);
    expect(result.problems).toBeUndefined();
    expect(result.layer).toMatchObject(layer);
    expect(Object.keys(result.layer)).toEqual(expect.arrayContaining(Object.keys(result.definition.fields)));
  });

  it('is refused where it, or the work for it, is beyond counting', () => {
    const huge = outputOf(adaptiveAvgPool2d({ outputSize: 2 ** 20 }), [2 ** 20, 1, 1]);
    expect(huge).toMatchObject({ problems: [{ code: 'too-large', details: ['1048576 · 1048576 · 1048576 = 1.15e+18 > 2^53 − 1'] }], layer: { outputSize: 2 ** 20 } });
    expect(huge).not.toHaveProperty('output');
    const work = outputOf(linear({ outFeatures: 2 ** 30 }), [2 ** 30]);
    expect(work).toMatchObject({
      problems: [{ code: 'too-large', problem: 'takes more multiply-adds than can be counted exactly', details: ['1.15e+18 > 2^53 − 1'], remedy: 'make it smaller' }],
    });
    expect(work).not.toHaveProperty('output');
  });

  it('is refused from the first multiply-add that is not counted exactly', () => {
    // 2^53 − 1 is the product of these.
    expect(outputOf(linear({ outFeatures: 6_361 }), [69_431 * 20_394_401])).toMatchObject({ output: [6_361] });
    expect(outputOf(linear({ outFeatures: 2 ** 23 }), [2 ** 30])).toMatchObject({ problems: [{ code: 'too-large' }] });
  });

  it('stays known beside a problem of its own', () => {
    expect(outputOf(linear({ outFeatures: 2 }), [3, 4, 5])).toMatchObject({ output: [2], problems: [{ code: 'needs-flat-input' }], layer: { bias: true } });
    const findings = checkModel({ format: 'archetype/1', name: 'm', input: [2 ** 20, 2 ** 10, 2 ** 10], layers: [linear({ outFeatures: 2 ** 31 - 1 })] });
    expect(findings.map(({ code }) => code)).toEqual(['needs-flat-input']);
  });
});

describe('shapes', () => {
  it('are images or flat', () => {
    expect([isImage([1, 2, 3]), isImage([6])]).toEqual([true, false]);
    expect(asImage([1, 2, 3])).toEqual([1, 2, 3]);
    for (const shape of [[6], [6, 7]]) expect(() => asImage(shape as unknown as Shape)).toThrow(new TypeError(`[C, H, W] was promised, not [${shape.join(', ')}]`));
  });

  it('have the product of their sizes as elements', () => {
    expect([elementsOf([2, 3, 5]), elementsOf([7]), elementsOf([])]).toEqual([30, 7, 1]);
  });

  it('are the same in all their sizes', () => {
    expect(sameShape([1, 2, 3], [1, 2, 3])).toBe(true);
    for (const other of [[1, 2, 4], [0, 2, 3], [1, 2], [1, 2, 3, 4], []]) expect([sameShape([1, 2, 3], other), sameShape(other, [1, 2, 3])]).toEqual([false, false]);
  });

  it('are written with a batch of 1', () => {
    expect([formatShape([3, 4, 5]), formatShape([7])]).toEqual(['[1, 3, 4, 5]', '[1, 7]']);
  });
});
