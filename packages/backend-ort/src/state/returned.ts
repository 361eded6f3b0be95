import type { TensorName } from '@archetype/spec';
import { checkState } from '@archetype/training';
import type { StepGraph } from '@archetype/training';
import type { Tensor } from 'onnxruntime-common';
import { elements } from '../emit/value.js';
import type { Layouts } from '../layouts/assign.js';
import { canonical, convert } from '../layouts/layout.js';
import type { Runtime } from '../runtimes/runtime.js';
import type { State } from './state.js';

export interface Download {
  values(tensors: ReadonlyMap<TensorName, Tensor>): Promise<ReadonlyMap<TensorName, Float32Array>>;
  dispose(): Promise<void>;
}

const inMemory: Download = {
  values: async (tensors) => new Map([...tensors].map(([name, { data }]) => [name, data as Float32Array])),
  dispose: async () => {},
};

/**
 * State in the tensors that a run returned, for a runtime that makes its results where it likes: those of one run are fed to the next. Begins as zeros.
 *
 * @param download how the values of tensors are read where they are not in the process's own memory
 */
export function returnedState(
  { Tensor }: Pick<Runtime, 'Tensor'>,
  { name: model, state: declared }: StepGraph,
  layouts: Layouts,
  download: Download = inMemory,
): State {
  const shapeOf = (name: TensorName): readonly number[] => layouts.get(name)!.shape;
  const tensorOf = (name: TensorName, values: Float32Array): Tensor => new Tensor('float32', values, shapeOf(name));
  const current = new Map(declared.map(({ name, shape }) => [name, tensorOf(name, new Float32Array(elements(shape)))]));
  const shapes = new Map(declared.map(({ name, shape }) => [name, shape]));
  const next = new Map<TensorName, Tensor>();
  const replace = (name: TensorName, tensor: Tensor): void => {
    current.get(name)!.dispose();
    current.set(name, tensor);
  };

  return {
    current: (name) => current.get(name)!,
    target: () => null,
    receive(name, tensor) {
      next.get(name)?.dispose();
      // In memory a graph may make it in another shape, of the same elements in the same order.
      next.set(name, tensor.location === 'cpu' ? tensor.reshape(shapeOf(name)) : tensor);
    },
    exchange() {
      for (const [name, tensor] of next) replace(name, tensor);
      next.clear();
    },
    async read() {
      const stored = await download.values(current);
      return new Map(
        declared.map(({ name, shape }) => {
          const plain = convert(stored.get(name)!, layouts.get(name)!, canonical(shape));
          return [name, plain === stored.get(name) ? plain.slice() : plain];
        }),
      );
    },
    async write(values) {
      checkState(model, declared, values);
      for (const [name, given] of values) {
        const stored = convert(given, canonical(shapes.get(name)!), layouts.get(name)!);
        replace(name, tensorOf(name, stored === given ? given.slice() : stored));
      }
    },
    count: () => current.size + next.size,
    async dispose() {
      for (const tensor of [...current.values(), ...next.values()]) tensor.dispose();
      await download.dispose();
    },
  };
}
