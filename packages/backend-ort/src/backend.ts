import { createBackend } from './createBackend.js';
import { devices } from './devices/devices.js';
import { cudaMissing } from './runtimes/cudaHere.js';
import { nativeRuntime } from './runtimes/native.js';
import { webRuntimeInNode } from './runtimes/webInNode.js';
import { webgpuMissing } from './runtimes/webgpuHere.js';

/** Training on stock ONNX Runtime in Node. */
export const backend = createBackend({
  cpu: { device: devices.cpu, source: nativeRuntime },
  cuda: { device: devices.cuda, source: nativeRuntime, missing: cudaMissing },
  webgpu: { device: devices.webgpu, source: nativeRuntime, missing: webgpuMissing },
  wasm: { device: devices.wasm, source: webRuntimeInNode },
});
