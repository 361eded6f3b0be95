import type { TensorName } from '@archetype/spec';
import { checkState } from '@archetype/training';
import type { StepGraph } from '@archetype/training';
import type { Tensor } from 'onnxruntime-common';
import { elements } from '../emit/value.js';
import type { Layouts } from '../layouts/assign.js';
import { canonical, convert } from '../layouts/layout.js';
import type { Runtime } from '../runtimes/runtime.js';
import type { State } from './state.js';

/**
 * State in the tensors that a run returned, for a runtime that makes its results where it likes: those of one run are fed to the next. Begins as zeros.
 */
export function returnedState({ Tensor }: Pick<Runtime, 'Tensor'>, { name: model, state: declared }: StepGraph, layouts: Layouts): State {
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
      // A graph may make it in another shape, of the same elements in the same order.
      next.set(name, tensor.reshape(shapeOf(name)));
    },
    exchange() {
      for (const [name, tensor] of next) replace(name, tensor);
      next.clear();
    },
    async read() {
      const values = new Map<TensorName, Float32Array>();
      for (const { name, shape } of declared) {
        const stored = (await current.get(name)!.getData()) as Float32Array;
        const plain = convert(stored, layouts.get(name)!, canonical(shape));
        values.set(name, plain === stored ? stored.slice() : plain);
      }
      return values;
    },
    async write(values) {
      checkState(model, declared, values);
      for (const [name, given] of values) {
        const stored = convert(given, canonical(shapes.get(name)!), layouts.get(name)!);
        replace(name, tensorOf(name, stored === given ? given.slice() : stored));
      }
    },
    count: () => current.size + next.size,
    dispose() {
      for (const tensor of [...current.values(), ...next.values()]) tensor.dispose();
    },
  };
}
