import type { Pair } from '@archetype/spec';
import type { Conv2dWeightGradientOp } from '@archetype/training';
import type { Heap } from '../device.js';
import type { Tensor } from '../tensor.js';
import { explicitPadding, type Image } from '../window.js';
import type { Workspace } from '../workspace.js';
import { gradientByPhases, type PhasePair } from './phasedGradient.js';

/** The phases of `conv2dInputGradient` where every channel has a filter of its own: weight `[kH, kW, 1, C]`. */
export function depthwiseInputGradient(
  workspace: Workspace,
  heap: Heap,
  dy: Tensor,
  weight: Tensor,
  image: Image,
  phases: readonly PhasePair[],
  stride: Pair,
): Tensor {
  return gradientByPhases(
    workspace,
    heap,
    image,
    phases,
    stride,
    dy,
    (phase) => backwards(workspace, heap, weight, phase),
    (x, filter, { stride: strides, padding, dilation }) =>
      workspace.run(
        'DepthwiseConv2dNative',
        { x, filter },
        { strides, pad: explicitPadding(padding), dilations: dilation, dataFormat: 'NHWC', dimRoundingMode: 'floor' },
      ),
  );
}

/** The phase's taps from the last to the first: `[tapsH, tapsW, C, 1]`. */
function backwards(workspace: Workspace, heap: Heap, weight: Tensor, { rows, columns }: PhasePair): Tensor {
  const [, width, , channels] = weight.shape as [number, number, number, number];
  const filter = workspace.adopt(heap.allocate([rows.taps.length, columns.taps.length, channels, 1]));
  const from = heap.float32(weight);
  const to = heap.float32(filter);
  let at = 0;
  for (const row of rows.taps.toReversed())
    for (const column of columns.taps.toReversed()) {
      to.set(from.subarray((row * width + column) * channels, (row * width + column + 1) * channels), at);
      at += channels;
    }
  return filter;
}

/** dWeight[a,b,c] = Σ dy[n,i,j,c]·x[n, i·sH + a·dH − top, j·sW + b·dW − left, c], summed in double precision. */
export function depthwiseWeightGradient(
  workspace: Workspace,
  heap: Heap,
  dy: Tensor,
  x: Tensor,
  { kernelSize, stride, padding, dilation }: Conv2dWeightGradientOp,
): Tensor {
  const [n, height, width, channels] = x.shape as [number, number, number, number];
  const [, outHeight, outWidth] = dy.shape as [number, number, number, number];
  const gradient = workspace.adopt(heap.allocate([kernelSize[0], kernelSize[1], 1, channels]));
  const xs = heap.float32(x);
  const dys = heap.float32(dy);
  const result = heap.float32(gradient);
  const sums = new Float64Array(channels);
  for (let a = 0; a < kernelSize[0]; a += 1)
    for (let b = 0; b < kernelSize[1]; b += 1) {
      sums.fill(0);
      for (let image = 0; image < n; image += 1)
        for (let i = 0; i < outHeight; i += 1) {
          const row = i * stride[0] + a * dilation[0] - padding[0];
          if (row < 0 || row >= height) continue;
          for (let j = 0; j < outWidth; j += 1) {
            const column = j * stride[1] + b * dilation[1] - padding[1];
            if (column < 0 || column >= width) continue;
            const atX = ((image * height + row) * width + column) * channels;
            const atDy = ((image * outHeight + i) * outWidth + j) * channels;
            for (let c = 0; c < channels; c += 1) sums[c]! += xs[atX + c]! * dys[atDy + c]!;
          }
        }
      result.set(sums, (a * kernelSize[1] + b) * channels);
    }
  return gradient;
}
