import { describe, expect, it } from 'vitest';
import { checkModel } from '../check/model.js';
import type { Shape } from '../shapes/shape.js';
import { adaptiveAvgPool2d } from './adaptiveAvgPool2d.js';
import { avgPool2d } from './avgPool2d.js';
import { conv2d } from './conv2d.js';
import { globalAvgPool2d } from './globalAvgPool2d.js';
import type { Layer } from './layer.js';
import { linear } from './linear.js';
import { localResponseNorm } from './localResponseNorm.js';
import { maxPool2d } from './maxPool2d.js';
import { parallel } from './parallel.js';
import { relu } from './relu.js';

/** What is said of a layer alone, less its place. */
function refusalsOf(layer: Layer, input: Shape): readonly object[] {
  const findings = checkModel({ format: 'archetype/1', name: 'alone', input, layers: [layer] });
  for (const { path, kind } of findings) expect([path, kind]).toEqual(['0', layer.kind]);
  return findings.map(({ code, message, details, remedy, pointer }) => ({ code, message, details, remedy, field: pointer[2] }));
}

describe('groups that do not divide', () => {
  const refusal = (message: string, arithmetic: string, divisor: number) => ({
    code: 'groups-do-not-divide', message, details: [arithmetic], remedy: `groups must divide both, so it must be a divisor of ${divisor}`, field: 'groups',
  });

  it.each<readonly [groups: number, inChannels: number, outChannels: number, object]>([
    [4, 6, 8, refusal('groups 4 does not divide the 6 input channels', 'input channels 6 = 4·1 + 2; outChannels 8 = 4·2 + 0', 2)],
    [3, 6, 8, refusal('groups 3 does not divide outChannels 8', 'input channels 6 = 3·2 + 0; outChannels 8 = 3·2 + 2', 2)],
    [5, 12, 18, refusal('groups 5 does not divide the 12 input channels', 'input channels 12 = 5·2 + 2; outChannels 18 = 5·3 + 3', 6)],
  ])('%d groups of %d channels to %d', (groups, inChannels, outChannels, expected) => {
    expect(refusalsOf(conv2d({ outChannels, kernelSize: 1, groups }), [inChannels, 2, 2])).toEqual([expected]);
  });

  it.each([1, 2, 3, 6])('%d groups of 12 channels to 18 do', (groups) => {
    expect(refusalsOf(conv2d({ outChannels: 18, kernelSize: 1, groups }), [12, 2, 2])).toEqual([]);
  });

  it('are told beside a kernel that does not fit', () => {
    const refusals = refusalsOf(conv2d({ outChannels: 4, kernelSize: 3, groups: 3 }), [4, 2, 9]);
    expect(refusals).toMatchObject([{ code: 'groups-do-not-divide' }, { code: 'kernel-exceeds-input' }]);
  });

  it('leave the output known, so the layers behind are checked', () => {
    const layers = [conv2d({ outChannels: 4, kernelSize: 2, groups: 3 }), linear({ outFeatures: 1 })];
    const [, second] = checkModel({ format: 'archetype/1', name: 'm', input: [4, 5, 6], layers });
    expect(second?.details).toEqual(['flat it would have 4 · 4 · 5 = 80 features']);
  });
});

describe('a window that does not fit', () => {
  const refusal = (message: string, arithmetic: string, remedy: string) => ({ code: 'kernel-exceeds-input', message, details: [arithmetic], remedy, field: 'kernelSize' });

  it.each<readonly [string, Layer, Shape, readonly object[]]>([
    [
      'on both sides', conv2d({ outChannels: 1, kernelSize: [5, 7], stride: [2, 3], padding: [0, 1, 1, 0] }), [1, 3, 4],
      [
        refusal('kernel 5 exceeds the padded input 4 on height', 'input [1, 1, 3, 4]; floor((3 + 0 + 1 − 5) / 2) + 1 = 0', 'the input must be at least 4 high, or padding at least 1 on each side'),
        refusal('kernel 7 exceeds the padded input 5 on width', 'input [1, 1, 3, 4]; floor((4 + 1 + 0 − 7) / 3) + 1 = 0', 'the input must be at least 6 wide, or padding at least 2 on each side'),
      ],
    ],
    [
      'on both sides alike: once', conv2d({ outChannels: 1, kernelSize: 5 }), [1, 4, 4],
      [refusal('kernel 5 exceeds the padded input 4 on height', 'input [1, 1, 4, 4]; floor((4 + 0 + 0 − 5) / 1) + 1 = 0', 'the input must be at least 5 high, or padding at least 1 on each side')],
    ],
    [
      'rounding up, with a stride', maxPool2d({ kernelSize: 6, stride: 2, ceilMode: true }), [1, 8, 4],
      [refusal('kernel 6 exceeds the padded input 4 on width', 'input [1, 1, 8, 4]; ceil((4 + 0 + 0 − 6) / 2) + 1 = 0', 'the input must be at least 5 wide, or padding at least 1 on each side')],
    ],
    [
      'beyond what padding may mend', maxPool2d({ kernelSize: 2, dilation: 9 }), [1, 5, 40],
      [refusal('kernel 2 with dilation 9 covers 10, which exceeds the padded input 5 on height', 'input [1, 1, 5, 40]; floor((5 + 0 + 0 − 9·(2 − 1) − 1) / 2) + 1 = -2', 'the input must be at least 10 high, or the dilation or the kernel smaller')],
    ],
    // The most that the kernel allows is exactly what is needed.
    [
      'with padding of half the kernel', maxPool2d({ kernelSize: 4, stride: 1 }), [1, 1, 9],
      [refusal('kernel 4 exceeds the padded input 1 on height', 'input [1, 1, 1, 9]; floor((1 + 0 + 0 − 4) / 1) + 1 = -2', 'the input must be at least 4 high, or padding at least 2 on each side')],
    ],
  ])('%s', (_, layer, input, expected) => {
    expect(refusalsOf(layer, input)).toEqual(expected);
  });

  // Each differs between height and width in one number alone, and fits on neither.
  it.each<readonly [string, Layer, Shape]>([
    ['input', conv2d({ outChannels: 1, kernelSize: 5 }), [1, 3, 4]],
    ['kernel', conv2d({ outChannels: 1, kernelSize: [5, 6] }), [1, 4, 4]],
    ['dilation', conv2d({ outChannels: 1, kernelSize: 3, dilation: [2, 3] }), [1, 4, 4]],
    ['padding before', conv2d({ outChannels: 1, kernelSize: 6, padding: [0, 1, 0, 0] }), [1, 4, 4]],
    ['padding after', conv2d({ outChannels: 1, kernelSize: 6, padding: [0, 0, 0, 1] }), [1, 4, 4]],
    ['stride, rounding up', maxPool2d({ kernelSize: 6, stride: [1, 2], ceilMode: true }), [1, 4, 4]],
  ])('is told of each side where they differ in their %s', (_, layer, input) => {
    expect(refusalsOf(layer, input)).toHaveLength(2);
  });

  it.each<readonly [string, Shape]>([['height', [1, 2, 3]], ['width', [1, 3, 2]]])('is told of the %s alone where the other has room for just one', (side, input) => {
    expect(refusalsOf(conv2d({ outChannels: 1, kernelSize: 3 }), input)).toMatchObject([{ message: `kernel 3 exceeds the padded input 2 on ${side}` }]);
  });

  it('is told once where strides alone differ, rounding down', () => {
    expect(refusalsOf(maxPool2d({ kernelSize: 6, stride: [1, 2] }), [1, 4, 4])).toHaveLength(1);
  });
});

describe('padding of more than half a pool\'s kernel', () => {
  const refusal = (message: string, details: readonly string[], remedy: string) => ({ code: 'padding-exceeds-half-kernel', message, details, remedy, field: 'padding' });

  it.each<readonly [string, Layer, readonly object[]]>([
    [
      'at one side', maxPool2d({ kernelSize: [3, 4], padding: [1, 2, 1, 3] }),
      [refusal('padding 3 at the right is more than half the kernel', ['right: 3 > floor(4 / 2) = 2'], 'padding must be at most 2 there, or the kernel at least 6')],
    ],
    [
      'at three, each by its own kernel', avgPool2d({ kernelSize: [5, 2], padding: [4, 1, 3, 2] }),
      [
        refusal(
          'padding 4 at the top, bottom, right is more than half the kernel',
          ['top: 4 > floor(5 / 2) = 2', 'bottom: 3 > floor(5 / 2) = 2', 'right: 2 > floor(2 / 2) = 1'],
          'padding must be at most 2 there, or the kernel at least 8',
        ),
      ],
    ],
    [
      'at the left', avgPool2d({ kernelSize: 2, padding: [1, 2, 1, 1] }),
      [refusal('padding 2 at the left is more than half the kernel', ['left: 2 > floor(2 / 2) = 1'], 'padding must be at most 1 there, or the kernel at least 4')],
    ],
    ['is none at exactly half', maxPool2d({ kernelSize: [4, 5], padding: 2 }), []],
    ['is none where "same" needs it', maxPool2d({ kernelSize: 2, stride: 1, dilation: 5, padding: 'same' }), []],
  ])('%s', (_, layer, expected) => {
    expect(refusalsOf(layer, [1, 9, 9])).toEqual(expected);
  });
});

describe('what needs an image', () => {
  it.each<Layer>([
    conv2d({ outChannels: 1, kernelSize: 1 }), maxPool2d({ kernelSize: 1 }), avgPool2d({ kernelSize: 1 }), globalAvgPool2d(), adaptiveAvgPool2d({ outputSize: 1 }), localResponseNorm({ size: 1 }),
  ])('$kind', (layer) => {
    expect(refusalsOf(layer, [12])).toEqual([
      {
        code: 'needs-image-input',
        message: 'needs [N, C, H, W], received [1, 12]',
        details: undefined,
        remedy: 'put the layer before flatten, or give the model an input of [channels, height, width]',
        field: undefined,
      },
    ]);
  });
});

describe('branches that do not merge', () => {
  const narrow = [conv2d({ outChannels: 2, kernelSize: 1 })];
  it.each([
    ['add', 'the branches of add must have equal shapes: change strides, padding, channels or put a 1×1 convolution in a branch'],
    ['multiply', 'the branches of multiply must have equal shapes, or [N, C, 1, 1] of as many channels: change strides, padding, channels or put a 1×1 convolution in a branch'],
  ] as const)('%s', (merge, remedy) => {
    expect(refusalsOf(parallel({ merge, branches: [[relu()], narrow, []] }), [3, 4, 5])).toEqual([
      {
        code: 'merge-shapes-differ',
        message: `cannot ${merge} [1, 3, 4, 5] and [1, 2, 4, 5] and [1, 3, 4, 5]`,
        details: ['branch 0: [1, 3, 4, 5]', 'branch 1: [1, 2, 4, 5]', 'branch 2: [1, 3, 4, 5]'],
        remedy,
        field: 'branches',
      },
    ]);
  });

  it('concat', () => {
    expect(refusalsOf(parallel({ merge: 'concat', branches: [[], [globalAvgPool2d()]] }), [3, 4, 5])).toMatchObject([
      {
        message: 'cannot concat [1, 3, 4, 5] and [1, 3, 1, 1]',
        remedy: 'the branches of concat may differ in their channels alone: change strides or padding, or put flatten in each branch or in none',
      },
    ]);
  });
});
