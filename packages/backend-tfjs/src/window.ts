import type { Padding, Window2d } from '@archetype/spec';
import { slice } from './slice.js';
import type { Tensor } from './tensor.js';
import type { Workspace } from './workspace.js';

export type Image = readonly [batch: number, height: number, width: number, channels: number];

/** `[N, C, H, W]` → `[N, H, W, C]`. */
export function imageOf([n, c, h, w]: readonly number[]): Image {
  return [n!, h!, w!, c!];
}

/** Paddings of each axis of `[N, H, W, C]`, as TensorFlow.js writes them. */
export function explicitPadding([top, left, bottom, right]: Padding): readonly (readonly [number, number])[] {
  return [
    [0, 0],
    [top, bottom],
    [left, right],
    [0, 0],
  ];
}

export function isPadded(padding: Padding): boolean {
  return padding.some((side) => side !== 0);
}

export function paddedShape([n, h, w, c]: Image, [top, left, bottom, right]: Padding): Image {
  return [n, top + h + bottom, left + w + right, c];
}

/**
 * Whether a padding is the one that TensorFlow calls SAME: as much as ⌈size / stride⌉ windows need, the odd one at the end.
 * Never asked for by that name, which means something else elsewhere; some kernels are fast only for it.
 */
export function isSamePadding([, height, width]: readonly number[], kernelSize: readonly number[], stride: readonly number[], [top, left, bottom, right]: Padding): boolean {
  const needed = (size: number, axis: 0 | 1): number => Math.max((Math.ceil(size / stride[axis]!) - 1) * stride[axis]! + kernelSize[axis]! - size, 0);
  const [rows, columns] = [needed(height!, 0), needed(width!, 1)];
  return top === Math.floor(rows / 2) && left === Math.floor(columns / 2) && top + bottom === rows && left + right === columns;
}

/** Surrounds an image with a value. */
export function pad(workspace: Workspace, x: Tensor, padding: Padding, value: number): Tensor {
  if (!isPadded(padding)) return workspace.alias(x);
  return workspace.run('PadV2', { x }, { paddings: explicitPadding(padding), constantValue: value });
}

/** Takes the surroundings off again: `image` is the shape within. */
export function crop(workspace: Workspace, x: Tensor, [top, left]: Padding, image: Image): Tensor {
  return slice(workspace, x, [0, top, left, 0], image);
}

/** Every `step`-th position of two axes from `from`, `counts` of them. */
export function takeEvery(
  workspace: Workspace,
  x: Tensor,
  axes: readonly [number, number],
  from: readonly [number, number],
  step: readonly [number, number],
  counts: readonly [number, number],
): Tensor {
  const begin = x.shape.map(() => 0);
  const end = [...x.shape];
  const strides = x.shape.map(() => 1);
  axes.forEach((axis, i) => {
    begin[axis] = from[i]!;
    end[axis] = from[i]! + step[i]! * (counts[i]! - 1) + 1;
    strides[axis] = step[i]!;
  });
  const masks = { beginMask: 0, endMask: 0, ellipsisMask: 0, newAxisMask: 0, shrinkAxisMask: 0 };
  return workspace.run('StridedSlice', { x }, { begin, end, strides, ...masks });
}

/** How many positions one window covers. */
export function windowSize({ kernelSize: [height, width] }: Window2d): number {
  return height * width;
}
