import type { Device } from './device.js';
import { harmfulOptimizers } from './harmfulOptimizers.js';
import { idleOptimizers } from './idleOptimizers.js';

/** ONNX Runtime's own CPU provider. */
export const cpu: Device = {
  name: 'cpu',
  // Fitted to one thread of a server core with AVX-512.
  rates: { gigaMultiplyAdds: 50, gigabytes: 30, moveGigabytes: 30, blockNanoseconds: 2.5, gatherNanoseconds: 0.2, nodeMicroseconds: 1 },
  onHost: [],
  lacks: [],
  state: 'exchanged',
  memory: 'host',
  shapes: 'atRun',
  sessionOptions: (threads) => ({
    executionProviders: ['cpu'],
    // Takes transposes into the products; no operator outside of ONNX is written for it.
    graphOptimizationLevel: 'all',
    // Without the arena every large tensor is fresh memory from the system, and its pages are faulted in anew at each step.
    enableCpuMemArena: true,
    // With it the second step would take all its memory anew in one piece, beside the arena that the first one filled: half as much again, and no faster.
    enableMemPattern: false,
    executionMode: 'sequential',
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    extra: { optimization: { disable_specified_optimizers: [...harmfulOptimizers, ...idleOptimizers].join(';') } },
    // Errors only: the runtime would warn about constants that it can fold.
    logSeverityLevel: 3,
  }),
};
