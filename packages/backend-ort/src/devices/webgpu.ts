import type { Node } from '../emit/value.js';
import type { Device } from './device.js';
import { harmfulOptimizers } from './harmfulOptimizers.js';

/**
 * Conv of 6, 9, 15, … input channels to a multiple of four: the provider of 1.30 reads channels three at a time where three divides them and four does not, and what it makes is wrong but for
 * three channels themselves (https://github.com/microsoft/onnxruntime/issues/29651).
 */
function isMiscalculated({ operator, inputs: [x, weight] }: Pick<Node, 'operator' | 'inputs'>): boolean {
  if (operator !== 'Conv' || x === undefined || weight === undefined) return false;
  const [channels, outputs] = [x.shape[1]!, weight.shape[0]!];
  return channels > 3 && channels % 3 === 0 && channels % 4 !== 0 && outputs % 4 === 0;
}

/** ONNX Runtime's WebGPU provider, on Dawn: Vulkan on Linux, Metal on macOS, Direct3D 12 on Windows. */
export const webgpu: Device = {
  name: 'webgpu',
  // Of a card of the middle class, not measured: products cost little, every node a dispatch.
  rates: { gigaMultiplyAdds: 2000, gigabytes: 200, moveGigabytes: 200, blockNanoseconds: 0, gatherNanoseconds: 0, nodeMicroseconds: 10 },
  // Each tried on the provider of 1.30 with the fallback to the CPU forbidden. Logits and labels are small, and pixels come from the host.
  onHost: ['LogSoftmax', 'Equal int64', 'Cast int64', 'Transpose uint8'],
  lacks: [],
  errsAt: isMiscalculated,
  state: 'onDevice',
  memory: 'card',
  shapes: 'inFile',
  sessionOptions: () => ({
    executionProviders: ['webgpu'],
    graphOptimizationLevel: 'all',
    executionMode: 'sequential',
    extra: { optimization: { disable_specified_optimizers: harmfulOptimizers.join(';') } },
    logSeverityLevel: 3,
  }),
};
