import type { Padding, Window2d } from '@archetype/spec';
import { convolve } from '../convolve.js';
import type { Tensor } from '../tensor.js';
import { isPadded } from '../window.js';
import type { Workspace } from '../workspace.js';

/**
 * dWeight `[kH, kW, C, O]` of a convolution, itself as a convolution: channels take the place of the batch, the batch that of the
 * channels, and the output's gradient is the filter. Its positions lie `stride` apart, so that is the dilation, and the taps,
 * `dilation` apart, are the outputs.
 *
 * TensorFlow.js has no kernel for it on WebAssembly.
 */
export function weightGradient(workspace: Workspace, dy: Tensor, x: Tensor, window: Window2d): Tensor {
  if (isProduct(window)) return productGradient(workspace, dy, x);
  const { kernelSize, stride, padding, dilation } = window;
  const [result] = workspace.tidy(() => {
    const [, height, width] = x.shape as [number, number, number, number];
    const [, outHeight, outWidth] = dy.shape as [number, number, number, number];
    const rows = reach(height, outHeight, kernelSize[0], stride[0], dilation[0], padding[0]);
    const columns = reach(width, outWidth, kernelSize[1], stride[1], dilation[1], padding[1]);
    const read = upTo(workspace, x, rows.used, columns.used);
    const channelsFirst = workspace.run('Transpose', { x: read }, { perm: [3, 1, 2, 0] });
    const filter = workspace.run('Transpose', { x: dy }, { perm: [1, 2, 0, 3] });
    const around: Padding = [padding[0], padding[1], rows.end, columns.end];
    const gradient = convolve(workspace, channelsFirst, filter, { stride: dilation, padding: around, dilation: stride });
    return [workspace.run('Transpose', { x: gradient }, { perm: [1, 2, 0, 3] })] as const;
  });
  return result;
}

/** How much of the input the windows reach, and the padding that they need at the end. */
function reach(size: number, outputs: number, kernel: number, stride: number, dilation: number, begin: number): { used: number; end: number } {
  const extent = (outputs - 1) * stride + (kernel - 1) * dilation + 1 - begin;
  return { used: Math.min(size, extent), end: Math.max(0, extent - size) };
}

function upTo(workspace: Workspace, x: Tensor, height: number, width: number): Tensor {
  const [n, fullHeight, fullWidth, channels] = x.shape as [number, number, number, number];
  if (height === fullHeight && width === fullWidth) return x;
  return workspace.run('Slice', { x }, { begin: [0, 0, 0, 0], size: [n, height, width, channels] });
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
