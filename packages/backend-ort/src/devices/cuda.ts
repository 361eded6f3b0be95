import type { Device } from './device.js';
import { harmfulOptimizers } from './harmfulOptimizers.js';

/** ONNX Runtime's CUDA provider. */
export const cuda: Device = {
  name: 'cuda',
  // Of a card of the middle class, not measured.
  rates: { gigaMultiplyAdds: 5000, gigabytes: 400, moveGigabytes: 400, blockNanoseconds: 0, gatherNanoseconds: 0, nodeMicroseconds: 5 },
  // By the provider's list of kernels.
  onHost: [],
  lacks: [],
  // onnxruntime-node keeps tensors on the device for WebGPU alone: here the state crosses to the host and back with each run, and so a run makes several steps.
  state: 'exchanged',
  stepsPerRun: 16,
  memory: 'card',
  shapes: 'inFile',
  // The provider's default; onnxruntime-node hands no option of it on. NVIDIA_TF32_OVERRIDE=0 in the environment turns it off.
  notes: { tf32: true },
  sessionOptions: (threads) => ({
    executionProviders: ['cuda'],
    graphOptimizationLevel: 'all',
    executionMode: 'sequential',
    intraOpNumThreads: threads,
    extra: { optimization: { disable_specified_optimizers: harmfulOptimizers.join(';') } },
    logSeverityLevel: 3,
  }),
};
