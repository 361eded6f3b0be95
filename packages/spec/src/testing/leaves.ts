import type { PaddingField } from '../fields/padding.js';
import type { Size2d } from '../fields/size2d.js';
import { adaptiveAvgPool2d } from '../layers/adaptiveAvgPool2d.js';
import { avgPool2d } from '../layers/avgPool2d.js';
import { batchNorm } from '../layers/batchNorm.js';
import { conv2d } from '../layers/conv2d.js';
import { dropout } from '../layers/dropout.js';
import { elu } from '../layers/elu.js';
import { flatten } from '../layers/flatten.js';
import { gelu } from '../layers/gelu.js';
import { globalAvgPool2d } from '../layers/globalAvgPool2d.js';
import { hardSwish } from '../layers/hardSwish.js';
import type { LeafKind, LeafLayer } from '../layers/layer.js';
import { leakyRelu } from '../layers/leakyRelu.js';
import { linear } from '../layers/linear.js';
import { localResponseNorm } from '../layers/localResponseNorm.js';
import { maxPool2d } from '../layers/maxPool2d.js';
import { relu } from '../layers/relu.js';
import { sigmoid } from '../layers/sigmoid.js';
import { silu } from '../layers/silu.js';
import { softplus } from '../layers/softplus.js';
import { tanh } from '../layers/tanh.js';
import type { ImageShape, Shape } from '../shapes/shape.js';
import { isImage } from '../shapes/shape.js';
import type { Choices } from './choices.js';

/** The most channels or features that a made-up layer gives. */
const widest = 12;

/** Makes a layer of its kind that fits an image of this shape, or a flat input. Fields are left out now and then. */
const makers: { readonly [Kind in LeafKind]: (choose: Choices, input: ImageShape) => LeafLayer } = {
  relu: () => relu(),
  conv2d: (choose, [channels, height, width]) => {
    const groups = choose.oneOf([1, ...divisors(channels)]);
    const dilation: [number, number] = [choose.between(1, 3), choose.between(1, 3)];
    const { padding, sides } = choosePadding(choose, 3);
    const kernel: [number, number] = [
      choose.between(1, Math.min(5, fitting(height, sides?.[0] ?? Infinity, dilation[0]))),
      choose.between(1, Math.min(5, fitting(width, sides?.[1] ?? Infinity, dilation[1]))),
    ];
    return conv2d({
      outChannels: groups * choose.between(1, Math.max(1, Math.floor(widest / groups))),
      kernelSize: short(kernel),
      ...(choose.flag() && { stride: short([choose.between(1, 3), choose.between(1, 3)]) }),
      ...(padding !== 0 && { padding }),
      ...((dilation[0] !== 1 || dilation[1] !== 1) && { dilation: short(dilation) }),
      ...(groups !== 1 && { groups }),
      ...(choose.flag() && { bias: choose.flag() }),
    });
  },
  maxPool2d: (choose, [, height, width]) => {
    const dilation: [number, number] = [choose.between(1, 2), choose.between(1, 2)];
    return maxPool2d({
      ...pool(choose, [fitting(height, 0, dilation[0]), fitting(width, 0, dilation[1])], dilation),
      ...((dilation[0] !== 1 || dilation[1] !== 1) && { dilation: short(dilation) }),
    });
  },
  avgPool2d: (choose, [, height, width]) =>
    avgPool2d({ ...pool(choose, [height, width], [1, 1]), ...(choose.flag() && { countIncludePad: choose.flag() }) }),
  globalAvgPool2d: () => globalAvgPool2d(),
  adaptiveAvgPool2d: (choose) => adaptiveAvgPool2d({ outputSize: short([choose.between(1, 7), choose.between(1, 7)]) }),
  batchNorm: (choose) =>
    batchNorm({
      ...(choose.flag() && { eps: choose.oneOf([1e-3, 1e-5]) }),
      ...(choose.flag() && { momentum: choose.oneOf([0.1, 0, 0.01, 1]) }),
      ...(choose.flag() && { runningVariance: choose.oneOf(['unbiased', 'biased']) }),
      ...(choose.flag() && { affine: choose.flag() }),
    }),
  localResponseNorm: (choose) =>
    localResponseNorm({
      size: choose.between(1, 6),
      ...(choose.flag() && { alpha: choose.oneOf([1e-4, 0.5]) }),
      ...(choose.flag() && { beta: choose.oneOf([0.75, 0.5]) }),
      ...(choose.flag() && { k: choose.oneOf([1, 2]) }),
    }),
  sigmoid: () => sigmoid(),
  tanh: () => tanh(),
  gelu: () => gelu(),
  silu: () => silu(),
  elu: () => elu(),
  hardSwish: () => hardSwish(),
  softplus: () => softplus(),
  leakyRelu: (choose) => leakyRelu(choose.flag() ? { negativeSlope: choose.oneOf([0.2, 0]) } : {}),
  dropout: (choose) => dropout(choose.flag() ? { rate: choose.oneOf([0.25, 0, 0.9]) } : {}),
  flatten: () => flatten(),
  linear: (choose) => linear({ outFeatures: choose.between(1, widest), ...(choose.flag() && { bias: choose.flag() }) }),
};

type Kinds = readonly [LeafKind, ...LeafKind[]];

const needImage: readonly LeafKind[] = ['conv2d', 'maxPool2d', 'avgPool2d', 'globalAvgPool2d', 'adaptiveAvgPool2d', 'localResponseNorm'];
const all = Object.keys(makers) as readonly LeafKind[] as Kinds;
const forImages = all.filter((kind) => kind !== 'linear') as readonly LeafKind[] as Kinds;
const keepingImages = forImages.filter((kind) => kind !== 'flatten') as readonly LeafKind[] as Kinds;
const forFlat = all.filter((kind) => !needImage.includes(kind)) as readonly LeafKind[] as Kinds;

/** A layer that takes this input; with `keepImage`, one that leaves an image an image. */
export function makeLeaf(choose: Choices, input: Shape, keepImage: boolean): LeafLayer {
  if (!isImage(input)) return makers[choose.oneOf(forFlat)](choose, [input[0], 1, 1]);
  return makers[choose.oneOf(keepImage ? keepingImages : forImages)](choose, input);
}

/** The largest kernel whose extent is at most `input + padding`. */
function fitting(input: number, padding: number, dilation: number): number {
  return Math.floor((input + padding - 1) / dilation) + 1;
}

function divisors(n: number): readonly number[] {
  return Array.from({ length: n }, (_, i) => i + 1).filter((d) => d > 1 && n % d === 0);
}

/** One number where both are equal. */
function short([height, width]: readonly [number, number]): Size2d {
  return height === width ? height : [height, width];
}

/** A padding in one of its forms, and the sums of each direction where they are known. */
function choosePadding(choose: Choices, most: number): { readonly padding: PaddingField; readonly sides?: readonly [number, number] } {
  const form = choose.oneOf(['none', 'one', 'two', 'four', 'valid', 'same'] as const);
  const side = () => choose.between(0, most);
  if (form === 'same') return { padding: 'same' };
  if (form === 'none' || form === 'valid') return { padding: form === 'valid' ? 'valid' : 0, sides: [0, 0] };
  const [top, left, bottom, right] = [side(), side(), side(), side()];
  if (form === 'one') return { padding: top, sides: [2 * top, 2 * top] };
  if (form === 'two') return { padding: [top, left], sides: [2 * top, 2 * left] };
  return { padding: [top, left, bottom, right], sides: [top + bottom, left + right] };
}

/** The fields of a pooling window no larger than `most`, with padding up to half of it. */
function pool(choose: Choices, most: readonly [number, number], dilation: readonly [number, number]) {
  const kernel: [number, number] = [choose.between(1, Math.min(4, most[0])), choose.between(1, Math.min(4, most[1]))];
  const half = Math.min(...kernel.map((k, axis) => Math.floor(((dilation[axis] ?? 1) * (k - 1) + 1) / 2)));
  const { padding } = choosePadding(choose, half);
  return {
    kernelSize: short(kernel),
    ...(choose.flag() && { stride: short([choose.between(1, 3), choose.between(1, 3)]) }),
    ...(padding !== 0 && { padding }),
    ...(choose.flag() && { ceilMode: choose.flag() }),
  };
}
