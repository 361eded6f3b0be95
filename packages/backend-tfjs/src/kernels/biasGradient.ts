import type { BiasGradientOp } from '@archetype/training';
import type { Kernel } from '../kernel.js';

/** Sums over every axis but the channels, the device's last. */
export const biasGradient: Kernel<BiasGradientOp> =
  (_, { workspace }) =>
  (dy) => [workspace.run('Sum', { x: dy }, { axis: dy.shape.slice(0, -1).map((__, axis) => axis), keepDims: false })];
