import { ArchetypeError } from '@archetype/spec';
import type { EngineOptions } from '@archetype/training';
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import type { Device, Heap } from '../device.js';
import { tfjsDevice } from './tfjsDevice.js';
import { type Complaints, maxThreads, type StartedWasm } from './wasmModule.js';

/** How the binary comes to run in a process or a page. */
export interface WasmHost {
  /** How many threads there is use for. */
  readonly usualThreads: () => number;
  /** Starts the binary with SIMD, for two threads and more the one with threads too. */
  readonly start: (threads: number) => Promise<StartedWasm>;
}

/** The package's kernels are bound to one module at a time, for the whole process. */
let inUse: { readonly device: Promise<Device>; users: number; readonly threads: number } | undefined;

/**
 * TensorFlow.js on WebAssembly with SIMD and threads. Devices with the same number of threads share one memory. What is returned
 * throws ArchetypeError `tfjs-in-use` while it is open with another number of threads, `tfjs-threads` for a number that is none.
 */
export function createWasmOpener(host: WasmHost): (options?: EngineOptions) => Promise<Device> {
  const usual = Math.min(host.usualThreads(), maxThreads);
  return async ({ threads: asked = usual } = {}) => {
    if (!Number.isInteger(asked) || asked < 1) throw badThreads(asked, usual);
    const threads = Math.min(asked, maxThreads);
    if (inUse !== undefined && inUse.threads !== threads) throw inUseAlready(inUse.threads, threads);
    const opened = (inUse ??= { device: open(host, threads, asked), users: 0, threads });
    opened.users += 1;
    try {
      return shared(await opened.device);
    } catch (error) {
      if (inUse === opened) inUse = undefined;
      throw error;
    }
  };
}

/** The device itself goes when the last of those that share it is disposed. */
function shared(device: Device): Device {
  let open = true;
  return {
    ...device,
    async dispose() {
      if (!open || inUse === undefined) return;
      open = false;
      inUse.users -= 1;
      if (inUse.users > 0) return;
      inUse = undefined;
      await device.dispose();
    },
  };
}

async function open(host: WasmHost, threads: number, asked: number): Promise<Device> {
  const [tf, wasm] = await Promise.all([import('@tensorflow/tfjs-core'), import('@tensorflow/tfjs-backend-wasm')]);
  const { module, complaints, fallback } = await startWithFallback(host, threads);
  wasm.setThreadsCount(threads);
  const backend = new wasm.BackendWasm(module);
  for (const kernel of tf.getKernelsForBackend('wasm')) kernel.setupFunc?.(backend);
  const actual = 'PThread' in module ? wasm.getThreadsCount() : 1;
  const notes = [fallback, asked > maxThreads ? `the published binary has at most ${maxThreads} threads` : undefined].filter((note) => note !== undefined);
  return tfjsDevice({
    name: 'wasm',
    environment: {
      runtime: `@tensorflow/tfjs-backend-wasm ${wasm.version_wasm}`,
      device: 'wasm',
      simd: true,
      threads: actual,
      ...(actual !== asked && { threadsAsked: asked, threadsNote: notes.join('; ') }),
    },
    backend,
    kernel: (name) => tf.getKernel(name, 'wasm')?.kernelFunc,
    heap: wasmHeap(backend),
    check: () => throwComplaints(complaints),
    async dispose() {
      backend.dispose();
      // The package's kernels would hold the module and its memory until the next one comes.
      const closed = { wasm: { cwrap: () => closedKernel } };
      for (const kernel of tf.getKernelsForBackend('wasm')) kernel.setupFunc?.(closed);
    },
  });
}

/** Where workers cannot be had, one thread: slower, and the environment says why. */
async function startWithFallback({ start }: WasmHost, threads: number): Promise<StartedWasm & { readonly fallback?: string }> {
  if (threads === 1) return start(1);
  try {
    return await start(threads);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { ...(await start(1)), fallback: `one thread, for the threaded binary does not start: ${reason}` };
  }
}

function wasmHeap(backend: BackendWasm): Heap {
  return {
    allocate: (shape) => backend.makeOutput([...shape], 'float32'),
    float32: (tensor) => backend.typedArrayFromHeap(tensor) as Float32Array,
    int32: (tensor) => backend.typedArrayFromHeap(tensor) as Int32Array,
    bytes: (tensor) => backend.typedArrayFromHeap(tensor) as Uint8Array,
  };
}

function throwComplaints(complaints: Complaints): void {
  const lines = complaints.take();
  if (lines.length === 0) return;
  throw new Error(`TensorFlow.js (wasm) refused an operation: ${lines.join('; ')}`);
}

function closedKernel(): never {
  throw new Error('tfjs:wasm has been disposed');
}

function badThreads(asked: number, usual: number): ArchetypeError {
  return new ArchetypeError({
    code: 'tfjs-threads',
    subject: 'tfjs:wasm',
    problem: `the number of threads must be a whole number from 1, received ${asked}`,
    remedy: `leave it out to use ${usual}: one for each core, ${maxThreads} at most`,
  });
}

function inUseAlready(open: number, asked: number): ArchetypeError {
  return new ArchetypeError({
    code: 'tfjs-in-use',
    subject: 'tfjs:wasm',
    problem: `already open in this process with ${open} threads, asked for ${asked}`,
    details: ['the kernels of @tensorflow/tfjs-backend-wasm serve one memory at a time'],
    remedy: 'dispose the first engine, or open both with the same number of threads',
  });
}
