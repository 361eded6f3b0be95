import { createBackend } from './createBackend.js';
import { devices } from './devices/devices.js';
import { nativeRuntime } from './runtimes/native.js';
import { webRuntimeInNode } from './runtimes/webInNode.js';

/** Training on stock ONNX Runtime in Node. */
export const backend = createBackend({
  cpu: { device: devices.cpu, source: nativeRuntime },
  wasm: { device: devices.wasm, source: webRuntimeInNode },
});
