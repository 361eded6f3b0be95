import { createBackend } from './createBackend.js';
import { ownGpu } from './engines/ownGpu.js';

/** TensorFlow.js in a page or worker: the step graph on its kernels. Nothing of it is loaded before it is asked for. */
export const backend = createBackend({
  webgpu: {
    async find() {
      const adapter = await ownGpu()?.requestAdapter({ powerPreference: 'high-performance' });
      if (adapter === undefined || adapter === null) return { reason: 'this browser offers no WebGPU adapter', fix: 'use a browser with WebGPU on a machine with a graphics card, or tfjs:wasm' };
      return { version: (await import('@tensorflow/tfjs-core')).version_core };
    },
    open: async () => (await import('./engines/webgpu.js')).openWebGpu(ownGpu()!),
  },
  wasm: {
    find: async () => ({ version: (await import('@tensorflow/tfjs-backend-wasm')).version_wasm }),
    open: async (options) => (await import('./engines/wasmInPage.js')).openWasm(options),
  },
  cpu: {
    find: async () => ({ version: (await import('@tensorflow/tfjs-backend-cpu')).version_cpu }),
    open: async () => (await import('./engines/cpu.js')).openCpu(),
  },
});
