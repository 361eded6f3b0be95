import type { Device } from './device.js';
import { harmfulOptimizers } from './harmfulOptimizers.js';

/** ONNX Runtime's CPU provider as WebAssembly, with vectors of four. */
export const wasm: Device = {
  name: 'wasm',
  // Fitted to one thread of V8 on a server core: products, sums and moves, each alone in a graph.
  rates: { gigaMultiplyAdds: 9, gigabytes: 12, moveGigabytes: 3, blockNanoseconds: 3, gatherNanoseconds: 0.4, nodeMicroseconds: 0.7 },
  onHost: [],
  lacks: [],
  // Handed-in tensors are copied to its memory, and what is written there is not copied back.
  state: 'returned',
  memory: 'host',
  shapes: 'inFile',
  // The number of threads is the process's or page's, not the session's.
  sessionOptions: () => ({
    executionProviders: ['wasm'],
    graphOptimizationLevel: 'all',
    enableCpuMemArena: true,
    enableMemPattern: true,
    executionMode: 'sequential',
    extra: { optimization: { disable_specified_optimizers: harmfulOptimizers.join(';') } },
    logSeverityLevel: 3,
  }),
};
