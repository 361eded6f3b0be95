import type { Padding, Pair, Window2d } from '@archetype/spec';
import { convolve } from '../convolve.js';
import type { Heap } from '../device.js';
import { slice } from '../slice.js';
import type { Tensor } from '../tensor.js';
import { isPadded } from '../window.js';
import type { Workspace } from '../workspace.js';

/**
 * Products that are summed in single precision before double takes over. A sum of K terms of either sign is off by about √(K/2)/2²⁵ of its
 * size: 3e-6 here, where the first layer of a large batch would come to ten times that. What is off decides now and then which of two near-equal values is a
 * pooling window's maximum, and the run parts from one that is summed better. Shorter sums cost more calls.
 */
const longestSum = 16_384;

/**
 * dWeight `[kH, kW, C, O]` of a convolution, itself as a convolution: channels take the place of the batch, the batch that of the
 * channels, and the output's gradient is the filter. Its positions lie `stride` apart, so that is the dilation, and the taps,
 * `dilation` apart, are the outputs. It is taken over bands of output rows, whose results are added in double precision.
 *
 * TensorFlow.js has no kernel for it on WebAssembly.
 */
export function weightGradient(workspace: Workspace, heap: Heap, dy: Tensor, x: Tensor, window: Window2d): Tensor {
  if (isProduct(window)) return productGradient(workspace, dy, x);
  const { kernelSize, stride, padding, dilation } = window;
  const [result] = workspace.tidy(() => {
    const [batch, height, width, channels] = x.shape as [number, number, number, number];
    const [, outHeight, outWidth, outChannels] = dy.shape as [number, number, number, number];
    const channelsFirst = workspace.run('Transpose', { x }, { perm: [3, 1, 2, 0] });
    const filter = workspace.run('Transpose', { x: dy }, { perm: [1, 2, 0, 3] });
    const columns = reach(0, outWidth, width, kernelSize[1], stride[1], dilation[1], padding[1]);
    const band = Math.max(1, Math.floor(longestSum / (outWidth * batch)));
    const sums = new Float64Array(kernelSize[0] * kernelSize[1] * channels * outChannels);
    for (let first = 0; first < outHeight; first += band) {
      const count = Math.min(band, outHeight - first);
      const rows = reach(first, count, height, kernelSize[0], stride[0], dilation[0], padding[0]);
      // All that these outputs look at may be padding.
      if (rows.count <= 0 || columns.count <= 0) continue;
      workspace.tidy(() => {
        const part = slice(workspace, channelsFirst, [0, rows.first, columns.first, 0], [channels, rows.count, columns.count, batch]);
        const filterPart = slice(workspace, filter, [first, 0, 0, 0], [count, outWidth, batch, outChannels]);
        const around: Padding = [rows.before, columns.before, rows.after, columns.after];
        const gradient = convolve(workspace, part, filterPart, { stride: dilation, padding: around, dilation: stride });
        addChannelsFirst(heap.float32(gradient), sums, kernelSize, channels, outChannels);
        return [];
      });
    }
    const gradient = workspace.adopt(heap.allocate([kernelSize[0], kernelSize[1], channels, outChannels]));
    heap.float32(gradient).set(sums);
    return [gradient] as const;
  });
  return result;
}

interface Reach {
  /** The inputs that the outputs look at, and the padding around those. */
  readonly first: number;
  readonly count: number;
  readonly before: number;
  readonly after: number;
}

/** What `count` outputs from `first` look at along one side. */
function reach(first: number, count: number, size: number, kernel: number, stride: number, dilation: number, padding: number): Reach {
  const begin = first * stride - padding;
  const end = begin + (count - 1) * stride + (kernel - 1) * dilation + 1;
  const from = Math.max(0, begin);
  const to = Math.min(size, end);
  return { first: from, count: to - from, before: from - begin, after: end - to };
}

/** Adds `[C, kH, kW, O]` to sums `[kH, kW, C, O]`. */
function addChannelsFirst(part: Float32Array, sums: Float64Array, [height, width]: Pair, channels: number, outChannels: number): void {
  const taps = height * width;
  let from = 0;
  for (let channel = 0; channel < channels; channel += 1)
    for (let tap = 0; tap < taps; tap += 1) {
      const to = (tap * channels + channel) * outChannels;
      for (let o = 0; o < outChannels; o += 1) sums[to + o]! += part[from + o]!;
      from += outChannels;
    }
}

/** A convolution of single pixels is a matrix product. */
function isProduct({ kernelSize, stride, padding }: Window2d): boolean {
  return kernelSize.every((size) => size === 1) && stride.every((step) => step === 1) && !isPadded(padding);
}

/** x `[N·H·W, C]`ᵀ · dy `[N·H·W, O]`. Turned first: the transposing product is slow. */
function productGradient(workspace: Workspace, dy: Tensor, x: Tensor): Tensor {
  const [result] = workspace.tidy(() => {
    const channels = x.shape[3]!;
    const outChannels = dy.shape[3]!;
    const positions = x.shape[0]! * x.shape[1]! * x.shape[2]!;
    const turned = workspace.run('Transpose', { x: workspace.alias(x, [positions, channels]) }, { perm: [1, 0] });
    const b = workspace.alias(dy, [positions, outChannels]);
    const product = workspace.run('BatchMatMul', { a: turned, b }, { transposeA: false, transposeB: false });
    return [workspace.alias(product, [1, 1, channels, outChannels])] as const;
  });
  return result;
}
