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
 * State in memory of ours, for a runtime that writes its results where it is told to: two buffers for each tensor that a step changes, one read by the step
 * and one written by it, exchanged after each step; nothing is copied. What no step changes has one buffer. All begin as zeros.
 */
export function exchangedState({ Tensor }: Pick<Runtime, 'Tensor'>, { name: model, state: declared, updates }: StepGraph, layouts: Layouts): State {
  const buffers = new Map(
    declared.map(({ name, shape }) => {
      const first = new Float32Array(elements(shape));
      return [name, [first, updates.has(name) ? new Float32Array(first.length) : first] as const];
    }),
  );
  const shapes = new Map(declared.map(({ name, shape }) => [name, shape]));
  let turn: 0 | 1 = 0;
  const current = (name: TensorName): Float32Array => buffers.get(name)![turn];
  const tensors = rememberedTensors((values, shape) => new Tensor('float32', values, shape));

  return {
    current: (name) => tensors(current(name), layouts.get(name)!.shape),
    target: (name, shape) => tensors(buffers.get(name)![turn === 0 ? 1 : 0], shape),
    // It is where it was to be written.
    receive() {},
    exchange() {
      turn = turn === 0 ? 1 : 0;
    },
    read: async () =>
      new Map(
        declared.map(({ name, shape }) => {
          const stored = current(name);
          const plain = convert(stored, layouts.get(name)!, canonical(shape));
          return [name, plain === stored ? stored.slice() : plain];
        }),
      ),
    async write(values) {
      checkState(model, declared, values);
      for (const [name, given] of values) current(name).set(convert(given, canonical(shapes.get(name)!), layouts.get(name)!));
    },
    count: () => new Set([...buffers.values()].flat()).size,
    dispose: async () => {},
  };
}

/** One tensor for each buffer and shape: there are few, and a step of a small model has no time to make them anew. */
function rememberedTensors(make: (values: Float32Array, shape: readonly number[]) => Tensor) {
  const made = new Map<Float32Array, Map<string, Tensor>>();
  return (values: Float32Array, shape: readonly number[]): Tensor => {
    const ofBuffer = made.get(values) ?? new Map<string, Tensor>();
    made.set(values, ofBuffer);
    const key = shape.join();
    const tensor = ofBuffer.get(key) ?? make(values, shape);
    ofBuffer.set(key, tensor);
    return tensor;
  };
}
