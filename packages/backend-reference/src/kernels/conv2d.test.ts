import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sizesOf, zeros } from '../tensor.js';
import { differentiable } from '../testing/differentiable.js';
import { tensorOf } from '../testing/tensorOf.js';
import { conv2d, conv2dInputGradient, conv2dWeightGradient } from './conv2d.js';

const fields = { path: '', kernelSize: [2, 2], stride: [1, 1], padding: [0, 0, 0, 0], dilation: [1, 1], groups: 1 } as const;
const forward = { kind: 'conv2d', ...fields, inputs: ['x', 'weight', 'bias'], outputs: ['y'] } as const;
const x = tensorOf([1, 1, 3, 3], [1, 2, 3, 4, 5, 6, 7, 8, 9]);
const weight = tensorOf([1, 1, 2, 2], [1, 0, 0, -1]);

describe('conv2d', () => {
  it('correlates, and does not flip the kernel', () => {
    const y = zeros([1, 1, 2, 2]);
    conv2d(forward, [x, weight, tensorOf([1], [10])], [y]);
    expect([...y.data]).toEqual([1 - 5 + 10, 2 - 6 + 10, 4 - 8 + 10, 5 - 9 + 10]);
  });

  it('pads each side by itself', () => {
    const y = zeros([1, 1, 1, 1]);
    // Rows −1 and 0, columns 0 and 1: the one input lies under the kernel's lower left corner.
    conv2d({ ...forward, padding: [1, 0, 0, 1] }, [tensorOf([1, 1, 1, 1], [5]), tensorOf([1, 1, 2, 2], [1, 2, 3, 4])], [y]);
    expect([...y.data]).toEqual([15]);
  });

  it('gives each group its own channels', () => {
    const y = zeros([1, 4, 1, 1]);
    const channels = tensorOf([1, 2, 1, 1], [10, 100]);
    conv2d({ ...forward, kernelSize: [1, 1], groups: 2 }, [channels, tensorOf([4, 1, 1, 1], [1, 2, 3, 4])], [y]);
    expect([...y.data]).toEqual([10, 20, 300, 400]);
  });

  it('has the gradients of the first case', () => {
    const dy = tensorOf([1, 1, 2, 2], [1, 2, 3, 4]);
    const dx = zeros([1, 1, 3, 3]);
    conv2dInputGradient({ ...fields, kind: 'conv2dInputGradient', inputs: ['dy', 'weight'], outputs: ['dx'] }, [dy, weight], [dx]);
    expect([...dx.data]).toEqual([1, 2, 0, 3, 4 - 1, -2, 0, -3, -4]);
    const dWeight = zeros([1, 1, 2, 2]);
    conv2dWeightGradient({ ...fields, kind: 'conv2dWeightGradient', inputs: ['dy', 'x'], outputs: ['dWeight'] }, [dy, x], [dWeight]);
    expect([...dWeight.data]).toEqual([1 + 4 + 12 + 20, 2 + 6 + 15 + 24, 4 + 10 + 21 + 32, 5 + 12 + 24 + 36]);
  });

  it('is its definition, element by element', () => {
    fc.assert(
      fc.property(differentiable.conv2d, ({ forward: operation, shapes, given }) => {
        if (operation.kind !== 'conv2d') throw new Error('not a convolution');
        const tensor = (name: string) => ({ shape: shapes[name]!, data: given[name]! });
        const [input, kernel, bias] = [tensor('x'), tensor('weight'), given.bias];
        const y = zeros(shapes.y!);
        conv2d(operation, bias === undefined ? [input, kernel] : [input, kernel, tensor('bias')], [y]);
        const [, inChannels, height, width] = sizesOf(input);
        const [outChannels, groupChannels, kernelHeight, kernelWidth] = sizesOf(kernel);
        const { stride, padding, dilation, groups } = operation;
        const inside = (n: number, c: number, h: number, w: number): number =>
          h >= 0 && h < height && w >= 0 && w < width ? input.data[((n * inChannels + c) * height + h) * width + w]! : 0;
        const [batch, , rows, columns] = sizesOf(y);
        let at = 0;
        for (let n = 0; n < batch; n++)
          for (let o = 0; o < outChannels; o++)
            for (let i = 0; i < rows; i++)
              for (let j = 0; j < columns; j++) {
                let sum = bias?.[o] ?? 0;
                for (let c = 0; c < groupChannels; c++)
                  for (let a = 0; a < kernelHeight; a++)
                    for (let b = 0; b < kernelWidth; b++) {
                      const channel = Math.floor((o * groups) / outChannels) * groupChannels + c;
                      const value = inside(n, channel, i * stride[0] - padding[0] + a * dilation[0], j * stride[1] - padding[1] + b * dilation[1]);
                      sum += value * kernel.data[((o * groupChannels + c) * kernelHeight + a) * kernelWidth + b]!;
                    }
                expect(y.data[at++]).toBeCloseTo(sum, 12);
              }
      }),
      { numRuns: 200 },
    );
  });
});
