import type { Device } from './device.js';

/** ONNX Runtime's CPU provider as WebAssembly, with vectors of four. */
export const wasm: Device = {
  name: 'wasm',
  rates: { gigaMultiplyAdds: 6, gigabytes: 6, moveGigabytes: 6, blockNanoseconds: 5, gatherNanoseconds: 0.5, nodeMicroseconds: 2 },
  onHost: [],
  lacks: [],
  // Handed-in tensors are copied to its memory, and what is written there is not copied back.
  state: 'returned',
  // The number of threads is the process's or page's, not the session's.
  sessionOptions: () => ({
    executionProviders: ['wasm'],
    graphOptimizationLevel: 'all',
    enableCpuMemArena: true,
    enableMemPattern: true,
    executionMode: 'sequential',
    extra: { optimization: { disable_specified_optimizers: 'TransposeOptimizer;TransposeOptimizer_CPUExecutionProvider' } },
    logSeverityLevel: 3,
  }),
};
