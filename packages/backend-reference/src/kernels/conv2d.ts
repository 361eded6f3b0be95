import type { Conv2dOp, Window2d } from '@archetype/spec';
import type { Conv2dInputGradientOp, Conv2dWeightGradientOp } from '@archetype/training';
import type { Kernel } from '../kernel.js';
import { sizesOf, type Tensor } from '../tensor.js';

/** y[n,o,i,j] = bias[o] + Σ_c,a,b x[n,c,h,w] · weight[o,c,a,b], where h = i·sH − top + a·dH and w = j·sW − left + b·dW are inside x. */
export const conv2d: Kernel<Conv2dOp> = (operation, [x, weight, bias], [y]) => {
  forEachProduct(operation, x, weight, y, (atX, atWeight, atY) => {
    y.data[atY]! += x.data[atX]! * weight.data[atWeight]!;
  });
  if (bias === undefined) return;
  const [, outChannels, height, width] = sizesOf(y);
  for (let at = 0; at < y.data.length; at++) y.data[at]! += bias.data[Math.floor(at / (height * width)) % outChannels]!;
};

/** The same products, each read as one of dx: y[·] is linear in x[·] with the factor weight[·]. */
export const conv2dInputGradient: Kernel<Conv2dInputGradientOp> = (operation, [dy, weight], [dx]) => {
  forEachProduct(operation, dx, weight, dy, (atX, atWeight, atY) => {
    dx.data[atX]! += dy.data[atY]! * weight.data[atWeight]!;
  });
};

/** The same products, each read as one of dWeight: y[·] is linear in weight[·] with the factor x[·]. */
export const conv2dWeightGradient: Kernel<Conv2dWeightGradientOp> = (operation, [dy, x], [dWeight]) => {
  forEachProduct(operation, x, dWeight, dy, (atX, atWeight, atY) => {
    dWeight.data[atWeight]! += dy.data[atY]! * x.data[atX]!;
  });
};

/** Calls `visit` with the positions of x, weight and y of every product x·weight in the convolution's sum. */
function forEachProduct(
  { stride, padding: [top, left], dilation, groups }: Window2d & { readonly groups: number },
  x: Tensor,
  weight: Tensor,
  y: Tensor,
  visit: (atX: number, atWeight: number, atY: number) => void,
): void {
  const [batch, inChannels, height, width] = sizesOf(x);
  const [outChannels, groupChannels, kernelHeight, kernelWidth] = sizesOf(weight);
  const [, , outputHeight, outputWidth] = sizesOf(y);
  for (let n = 0; n < batch; n++) {
    for (let o = 0; o < outChannels; o++) {
      const firstChannel = Math.floor(o / (outChannels / groups)) * groupChannels;
      for (let c = 0; c < groupChannels; c++) {
        const xPlane = (n * inChannels + firstChannel + c) * height;
        const weightPlane = (o * groupChannels + c) * kernelHeight;
        const yPlane = (n * outChannels + o) * outputHeight;
        for (let i = 0; i < outputHeight; i++) {
          for (let a = 0; a < kernelHeight; a++) {
            const h = i * stride[0] - top + a * dilation[0];
            if (h < 0 || h >= height) continue;
            for (let j = 0; j < outputWidth; j++) {
              for (let b = 0; b < kernelWidth; b++) {
                const w = j * stride[1] - left + b * dilation[1];
                if (w < 0 || w >= width) continue;
                visit((xPlane + h) * width + w, (weightPlane + a) * kernelWidth + b, (yPlane + i) * outputWidth + j);
              }
            }
          }
        }
      }
    }
  }
}
