import type { KernelBackend, KernelFunc, NamedTensorInfoMap } from '@tensorflow/tfjs-core';
import type { Device, Heap } from '../device.js';
import type { StoredType, StoredValues } from '../tensor.js';

interface DeviceParts {
  readonly name: string;
  readonly environment: Device['environment'];
  readonly backend: KernelBackend;
  readonly kernel: (name: string) => KernelFunc | undefined;
  readonly heap?: Heap;
  /** Runs after each kernel; throws what the runtime has only printed. */
  readonly check?: () => void;
  readonly dispose: () => Promise<void>;
}

/** What all of TensorFlow.js's backends share, as a device. */
export function tfjsDevice({ name, environment, backend, kernel, heap, check, dispose }: DeviceParts): Device {
  return {
    name,
    environment,
    kernel,
    call(run, inputs, attributes) {
      const result = run({ inputs: inputs as NamedTensorInfoMap, attrs: attributes as Record<string, never>, backend });
      try {
        check?.();
        return result;
      } catch (error) {
        for (const refused of [result].flat()) backend.disposeData(refused.dataId);
        throw error;
      }
    },
    write: (values: StoredValues, shape, type: StoredType) => ({ dataId: backend.write(values, [...shape], type), shape: [...shape], dtype: type }),
    read: async (tensor) => (await backend.read(tensor.dataId)) as StoredValues,
    alias(tensor, shape) {
      backend.incRef(tensor.dataId);
      return { dataId: tensor.dataId, shape: [...shape], dtype: tensor.dtype };
    },
    release: (tensor) => void backend.disposeData(tensor.dataId),
    dataCount: () => backend.numDataIds(),
    ...(heap !== undefined && { heap }),
    dispose,
  };
}
