import type { Device } from './device.js';
import { harmfulOptimizers } from './harmfulOptimizers.js';

/** ONNX Runtime's WebGPU provider, on Dawn: Vulkan on Linux, Metal on macOS, Direct3D 12 on Windows. */
export const webgpu: Device = {
  name: 'webgpu',
  // Of a card of the middle class, not measured: products cost little, every node a dispatch.
  rates: { gigaMultiplyAdds: 2000, gigabytes: 200, moveGigabytes: 200, blockNanoseconds: 0, gatherNanoseconds: 0, nodeMicroseconds: 10 },
  // Each tried on the provider of 1.30 with the fallback to the CPU forbidden. Logits and labels are small, and pixels come from the host.
  onHost: ['LogSoftmax', 'Equal int64', 'Cast int64', 'Transpose uint8'],
  lacks: [],
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
