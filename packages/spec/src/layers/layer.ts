import type { AdaptiveAvgPool2d } from './adaptiveAvgPool2d.js';
import type { AvgPool2d } from './avgPool2d.js';
import type { BatchNorm } from './batchNorm.js';
import type { Conv2d } from './conv2d.js';
import type { Dropout } from './dropout.js';
import type { Elu } from './elu.js';
import type { Flatten } from './flatten.js';
import type { Gelu } from './gelu.js';
import type { GlobalAvgPool2d } from './globalAvgPool2d.js';
import type { HardSwish } from './hardSwish.js';
import type { LeakyRelu } from './leakyRelu.js';
import type { Linear } from './linear.js';
import type { LocalResponseNorm } from './localResponseNorm.js';
import type { MaxPool2d } from './maxPool2d.js';
import type { Parallel } from './parallel.js';
import type { Relu } from './relu.js';
import type { Sequential } from './sequential.js';
import type { Sigmoid } from './sigmoid.js';
import type { Silu } from './silu.js';
import type { Softplus } from './softplus.js';
import type { Tanh } from './tanh.js';

/** A layer that computes something itself. */
export type LeafLayer =
  | Conv2d
  | MaxPool2d
  | AvgPool2d
  | GlobalAvgPool2d
  | AdaptiveAvgPool2d
  | BatchNorm
  | LocalResponseNorm
  | Relu
  | Sigmoid
  | Tanh
  | Gelu
  | Silu
  | Elu
  | HardSwish
  | Softplus
  | LeakyRelu
  | Dropout
  | Flatten
  | Linear;

/** A layer that holds layers. */
export type ContainerLayer = Sequential | Parallel;

export type Layer = LeafLayer | ContainerLayer;
export type LeafKind = LeafLayer['kind'];
export type ContainerKind = ContainerLayer['kind'];
export type LayerKind = Layer['kind'];
/** The layer of a kind. */
export type LayerOf<Kind extends LayerKind> = Extract<Layer, { readonly kind: Kind }>;
