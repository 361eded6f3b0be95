import { ArchetypeError } from '@archetype/spec';
import type { Device } from '../device.js';
import { ownGpu } from './ownGpu.js';
import { tfjsDevice } from './tfjsDevice.js';

/** TensorFlow.js on a GPU through WebGPU: a browser's own, or in Node Dawn's. */
export async function openWebGpu(gpu: GPU): Promise<Device> {
  const [tf, webgpu] = await Promise.all([import('@tensorflow/tfjs-core'), import('@tensorflow/tfjs-backend-webgpu')]);
  const adapter = await gpu.requestAdapter({ powerPreference: 'high-performance' });
  if (adapter === null) throw noAdapter();
  const device = await adapter.requestDevice({ requiredLimits: usefulLimits(adapter.limits) });
  const backend = withNavigator(gpu, () => new webgpu.WebGPUBackend(device, adapter.info));
  return tfjsDevice({
    name: 'webgpu',
    environment: {
      runtime: `@tensorflow/tfjs-backend-webgpu ${tf.version_core}`,
      device: 'webgpu',
      adapter: [adapter.info.vendor, adapter.info.architecture, adapter.info.description].filter((part) => part !== '').join(' '),
    },
    backend,
    kernel: (name) => tf.getKernel(name, 'webgpu')?.kernelFunc,
    maximumAmongEqual: 'last',
    // The kernel for sums of 2,000 values and more and few results (`MatMulSplitKProgram` of 4.22) reads four columns at a time from what is four rows.
    transposesRightSides: false,
    async dispose() {
      backend.dispose();
      device.destroy();
    },
  });
}

/** As much as the adapter gives: the least that every GPU has is too little for a training batch. */
function usefulLimits(limits: GPUSupportedLimits): Record<string, number> {
  const names = [
    'maxComputeWorkgroupStorageSize',
    'maxComputeWorkgroupsPerDimension',
    'maxStorageBufferBindingSize',
    'maxBufferSize',
    'maxComputeWorkgroupSizeX',
    'maxComputeInvocationsPerWorkgroup',
  ] as const;
  return Object.fromEntries(names.map((name) => [name, limits[name]]));
}

/** The backend looks for `navigator.gpu` when it is made, and only then. */
function withNavigator<Result>(gpu: GPU, make: () => Result): Result {
  if (ownGpu() !== undefined) return make();
  const before = Object.getOwnPropertyDescriptor(globalThis, 'navigator');
  Object.defineProperty(globalThis, 'navigator', { value: { gpu }, configurable: true });
  try {
    return make();
  } finally {
    if (before === undefined) Reflect.deleteProperty(globalThis, 'navigator');
    else Object.defineProperty(globalThis, 'navigator', before);
  }
}

function noAdapter(): ArchetypeError {
  return new ArchetypeError({
    code: 'engine-unavailable',
    subject: 'tfjs:webgpu',
    problem: 'WebGPU finds no graphics adapter',
    details: ['on Linux it goes through Vulkan: the card needs a Vulkan driver'],
    remedy: 'install a Vulkan driver, or use tfjs:wasm',
  });
}
