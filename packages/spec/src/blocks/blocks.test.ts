import { describe, expect, it } from 'vitest';
import { defineModel, inferShapes, stateTensors, type Layer } from '../index.js';
import { denseBlock } from './denseBlock.js';
import { fire } from './fire.js';
import { inception } from './inception.js';
import { invertedResidual } from './invertedResidual.js';
import { ninBlock } from './ninBlock.js';
import { bottleneck } from './bottleneck.js';
import { residual } from './residual.js';
import { squeezeExcitation } from './squeezeExcitation.js';
import { transition } from './transition.js';
import { vggBlock } from './vggBlock.js';
import { relu } from '../layers/relu.js';

type Input = readonly [channels: number, height: number, width: number];

const modelOf = (block: Layer, input: Input) => defineModel({ name: 'block', input, layers: [block, relu()] });
/** What the layer after the block is given. */
const outputOf = (block: Layer, input: Input) => inferShapes(modelOf(block, input)).at(-1)?.inputShape;

describe('block facts of the published notebooks', () => {
  it('residual(3) keeps [3, 6, 6]', () => {
    expect(outputOf(residual({ outChannels: 3 }), [3, 6, 6])).toEqual([3, 6, 6]);
  });

  it('residual(6) with a projection and stride 2 makes [6, 3, 3] of it', () => {
    expect(outputOf(residual({ outChannels: 6, stride: 2, shortcut: 'projection' }), [3, 6, 6])).toEqual([6, 3, 3]);
  });

  it('a dense block of two convolutions and growth 10 makes 23 channels of 3', () => {
    expect(outputOf(denseBlock({ convolutions: 2, growth: 10 }), [3, 8, 8])).toEqual([23, 8, 8]);
  });

  it('transition(10) halves its height and width', () => {
    expect(outputOf(transition({ outChannels: 10 }), [23, 8, 8])).toEqual([10, 4, 4]);
  });
});

describe('output shapes', () => {
  it.each<readonly [string, Layer, Input, readonly number[]]>([
    ['vggBlock', vggBlock({ convolutions: 2, outChannels: 8 }), [3, 9, 8], [8, 4, 4]],
    ['ninBlock', ninBlock({ outChannels: 5, kernelSize: 3, stride: 2, padding: 1 }), [3, 9, 8], [5, 5, 4]],
    ['inception', inception({ pointwise: 2, three: [3, 4], five: [1, 5], pool: 6 }), [3, 9, 8], [17, 9, 8]],
    ['bottleneck', bottleneck({ width: 4, stride: 2, shortcut: 'projection' }), [3, 9, 8], [16, 5, 4]],
    ['squeezeExcitation', squeezeExcitation({ channels: 3, squeezed: 1 }), [3, 9, 8], [3, 9, 8]],
    ['fire', fire({ squeeze: 2, expand: 7 }), [3, 9, 8], [14, 9, 8]],
    [
      'invertedResidual',
      invertedResidual({ inChannels: 3, outChannels: 7, expansion: 6, kernelSize: 5, stride: 2, activation: relu() }),
      [3, 9, 8],
      [7, 5, 4],
    ],
  ])('%s', (_, block, input, output) => {
    expect(outputOf(block, input)).toEqual(output);
  });
});

it('a bottleneck is narrower than two 3×3 convolutions of its width', () => {
  const trained = (block: Layer) => stateTensors(modelOf(block, [256, 8, 8])).filter(({ role }) => role === 'weight');
  const count = (block: Layer) => trained(block).reduce((sum, { shape }) => sum + shape.reduce((a, b) => a * b, 1), 0);
  expect(count(bottleneck({ width: 64 }))).toBe(256 * 64 + 64 * 64 * 9 + 64 * 256);
  expect(count(residual({ outChannels: 256 }))).toBe(2 * 256 * 256 * 9);
});
