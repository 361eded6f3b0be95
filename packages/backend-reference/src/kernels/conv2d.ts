import type { Conv2dOp, Window2d } from '@archetype/spec';
import type { Conv2dInputGradientOp, Conv2dWeightGradientOp } from '@archetype/training';
import type { Kernel } from '../kernel.js';
import { sizesOf, type Tensor } from '../tensor.js';

/** y[n,o,i,j] = bias[o] + Σ_c,a,b x[n,c,h,w] · weight[o,c,a,b], where h = i·sH − top + a·dH and w = j·sW − left + b·dW are inside x. */
export const conv2d: Kernel<Conv2dOp> = (operation, [x, weight, bias], [y]) => {
  const { data: xs } = x;
  const { data: ys } = y;
  forEachRow(operation, x, weight, y, (atX, atWeight, atY, count, across) => {
    const factor = weight.data[atWeight]!;
    for (let j = 0; j < count; j++) ys[atY + j]! += xs[atX + j * across]! * factor;
  });
  if (bias === undefined) return;
  const [, outChannels, height, width] = sizesOf(y);
  for (let at = 0; at < ys.length; at++) ys[at]! += bias.data[Math.floor(at / (height * width)) % outChannels]!;
};

/** dx[n,c,h,w] = Σ_o,a,b,i,j dy[n,o,i,j] · weight[o,c,a,b], over all i, j, a, b that read h and w: each product of `conv2d`, back to its x. */
export const conv2dInputGradient: Kernel<Conv2dInputGradientOp> = (operation, [dy, weight], [dx]) => {
  const { data: dys } = dy;
  const { data: dxs } = dx;
  forEachRow(operation, dx, weight, dy, (atX, atWeight, atY, count, across) => {
    const factor = weight.data[atWeight]!;
    for (let j = 0; j < count; j++) dxs[atX + j * across]! += dys[atY + j]! * factor;
  });
};

/** dWeight[o,c,a,b] = Σ_n,i,j dy[n,o,i,j] · x[n,c,h,w]. */
export const conv2dWeightGradient: Kernel<Conv2dWeightGradientOp> = (operation, [dy, x], [dWeight]) => {
  const { data: dys } = dy;
  const { data: xs } = x;
  forEachRow(operation, x, dWeight, dy, (atX, atWeight, atY, count, across) => {
    let sum = 0;
    for (let j = 0; j < count; j++) sum += dys[atY + j]! * xs[atX + j * across]!;
    dWeight.data[atWeight]! += sum;
  });
};

/**
 * The products x·weight of a convolution's sums, a row of outputs at a time: `visit` is told of `count` outputs from position `atY` on, of the
 * one element of weight that they share, and of the first element of x, from which the next ones lie `across` columns apart.
 */
function forEachRow(
  { stride: [down, across], padding: [top, left], dilation, groups }: Window2d & { readonly groups: number },
  x: Tensor,
  weight: Tensor,
  y: Tensor,
  visit: (atX: number, atWeight: number, atY: number, count: number, across: number) => void,
): void {
  const [batch, inChannels, height, width] = sizesOf(x);
  const [outChannels, groupChannels, kernelHeight, kernelWidth] = sizesOf(weight);
  const [, , outputHeight, outputWidth] = sizesOf(y);
  for (let n = 0; n < batch; n++) {
    for (let o = 0; o < outChannels; o++) {
      const firstChannel = Math.floor(o / (outChannels / groups)) * groupChannels;
      for (let c = 0; c < groupChannels; c++) {
        for (let a = 0; a < kernelHeight; a++) {
          for (let b = 0; b < kernelWidth; b++) {
            const atWeight = ((o * groupChannels + c) * kernelHeight + a) * kernelWidth + b;
            // Outputs begin … end − 1 of a row read column j·across + shift of x, and that is inside.
            const shift = b * dilation[1] - left;
            const begin = Math.max(0, Math.ceil(-shift / across));
            const end = Math.min(outputWidth, Math.floor((width - 1 - shift) / across) + 1);
            for (let i = 0; i < outputHeight; i++) {
              const h = i * down - top + a * dilation[0];
              if (h < 0 || h >= height || begin >= end) continue;
              const xRow = ((n * inChannels + firstChannel + c) * height + h) * width;
              const yRow = ((n * outChannels + o) * outputHeight + i) * outputWidth;
              visit(xRow + begin * across + shift, atWeight, yRow + begin, end - begin, across);
            }
          }
        }
      }
    }
  }
}
