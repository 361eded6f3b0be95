import type { MathBackendCPU } from '@tensorflow/tfjs-backend-cpu';
import type { Device, Heap } from '../device.js';
import { tfjsDevice } from './tfjsDevice.js';

/** TensorFlow.js in plain JavaScript, on one thread: runs anywhere, and is some hundred times slower than WebAssembly. */
export async function openCpu(): Promise<Device> {
  const [tf, { MathBackendCPU: Backend, version_cpu: version }] = await Promise.all([
    import('@tensorflow/tfjs-core'),
    import('@tensorflow/tfjs-backend-cpu'),
  ]);
  const backend = new Backend();
  // Else its first tensor prints an advertisement.
  Object.assign(backend, { firstUse: false });
  return tfjsDevice({
    name: 'cpu',
    environment: {
      runtime: `@tensorflow/tfjs-backend-cpu ${version}`,
      device: 'cpu',
      threads: 1,
      warning: 'plain JavaScript: about a hundred times slower than tfjs:wasm',
    },
    backend,
    kernel: (name) => tf.getKernel(name, 'cpu')?.kernelFunc,
    heap: javaScriptHeap(backend),
    dispose: async () => backend.dispose(),
  });
}

function javaScriptHeap(backend: MathBackendCPU): Heap {
  const values = (dataId: object): unknown => backend.data.get(dataId).values;
  return {
    allocate(shape) {
      const size = shape.reduce((product, side) => product * side, 1);
      return backend.makeTensorInfo([...shape], 'float32', new Float32Array(size));
    },
    float32: (tensor) => values(tensor.dataId) as Float32Array,
    int32: (tensor) => values(tensor.dataId) as Int32Array,
    bytes: (tensor) => values(tensor.dataId) as Uint8Array,
  };
}
