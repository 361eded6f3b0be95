import { createBackend } from './createBackend.js';
import { devices } from './devices/devices.js';
import { webRuntimeInPage } from './runtimes/webInPage.js';

/** Training on stock ONNX Runtime in a page. */
export const backend = createBackend({ wasm: { device: devices.wasm, source: webRuntimeInPage } });
