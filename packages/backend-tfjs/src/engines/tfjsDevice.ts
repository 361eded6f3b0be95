import type { KernelBackend, KernelFunc, NamedTensorInfoMap } from '@tensorflow/tfjs-core';
import type { Device, Heap } from '../device.js';
import type { StoredType, StoredValues } from '../tensor.js';

interface DeviceParts {
  readonly name: string;
  readonly environment: Device['environment'];
  readonly backend: KernelBackend;
  readonly kernel: (name: string) => KernelFunc | undefined;
  /** @defaultValue 'first' */
  readonly maximumAmongEqual?: Device['maximumAmongEqual'];
  readonly transposesRightSides?: boolean;
  readonly heap?: Heap;
  /** Runs after each kernel; throws what the runtime has only printed. */
  readonly check?: () => void;
  readonly dispose: () => Promise<void>;
}

/** What all of TensorFlow.js's backends share, as a device. */
export function tfjsDevice({ name, environment, backend, kernel, maximumAmongEqual = 'first', transposesRightSides = true, heap, check, dispose }: DeviceParts): Device {
  const written: object[] = [];
  const write = backend.write.bind(backend);
  backend.write = (values, shape, type) => {
    const dataId = write(values, shape, type);
    written.push(dataId);
    return dataId;
  };
  return {
    name,
    environment,
    kernel,
    call(run, inputs, attributes) {
      written.length = 0;
      try {
        const result = run({ inputs: inputs as NamedTensorInfoMap, attrs: attributes as Record<string, never>, backend });
        check?.();
        return result;
      } catch (error) {
        // Also what the kernel made for itself: nobody else knows of it any more.
        for (const dataId of written) while (backend.refCount(dataId) > 0) backend.disposeData(dataId);
        throw error;
      }
    },
    write: (values: StoredValues, shape, type: StoredType) => ({ dataId: write(values, [...shape], type), shape: [...shape], dtype: type }),
    read: async (tensor) => (await backend.read(tensor.dataId)) as StoredValues,
    alias(tensor, shape) {
      backend.incRef(tensor.dataId);
      return { dataId: tensor.dataId, shape: [...shape], dtype: tensor.dtype };
    },
    release: (tensor) => void backend.disposeData(tensor.dataId),
    maximumAmongEqual,
    transposesRightSides,
    dataCount: () => backend.numDataIds(),
    ...(heap !== undefined && { heap }),
    dispose,
  };
}
