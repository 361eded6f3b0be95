import type { StateTensor, TensorName } from '@archetype/spec';
import { ArchetypeError } from '@archetype/spec';
import type { TensorValues } from '@archetype/training';
import type { Tensor } from 'onnxruntime-node';
import { canonical, convert } from './layouts/layout.js';
import type { Layouts } from './layouts/assign.js';
import type { Runtime } from './runtime.js';

/**
 * The state of a program: two tensors for each name that a step changes, one read by the step and one written by it, exchanged
 * after each step. Nothing is copied.
 */
export interface State {
  /** What the next call reads. */
  current(name: TensorName): Tensor;
  /** What the next step writes. */
  spare(name: TensorName): Tensor;
  exchange(): void;
  read(): TensorValues;
  write(values: TensorValues): void;
  tensorCount(): number;
}

export function createState(runtime: Runtime, tensors: readonly StateTensor[], changing: ReadonlySet<TensorName>, layouts: Layouts): State {
  const allocate = ({ name }: StateTensor): Tensor => {
    const { shape } = layouts.get(name)!;
    return new runtime.Tensor('float32', new Float32Array(shape.reduce((product, side) => product * side, 1)), shape);
  };
  let reading = new Map(tensors.map((tensor) => [tensor.name, allocate(tensor)]));
  let writing = new Map(tensors.map((tensor) => [tensor.name, changing.has(tensor.name) ? allocate(tensor) : reading.get(tensor.name)!]));

  return {
    current: (name) => reading.get(name)!,
    spare: (name) => writing.get(name)!,
    exchange() {
      [reading, writing] = [writing, reading];
    },
    read: () =>
      new Map(
        tensors.map(({ name, shape }) => {
          const stored = reading.get(name)!.data as Float32Array;
          const plain = convert(stored, layouts.get(name)!, canonical(shape));
          return [name, plain === stored ? stored.slice() : plain];
        }),
      ),
    write(values) {
      const shapes = new Map(tensors.map(({ name, shape }) => [name, shape]));
      for (const [name, given] of values) {
        const shape = shapes.get(name);
        if (!shape) throw unknownTensor(name, [...shapes.keys()]);
        const data = reading.get(name)!.data as Float32Array;
        if (given.length !== data.length) throw wrongLength(name, shape, data.length, given.length);
        data.set(convert(given, canonical(shape), layouts.get(name)!));
      }
    },
    tensorCount: () => new Set([...reading.values(), ...writing.values()]).size,
  };
}

const unknownTensor = (name: TensorName, known: readonly TensorName[]): ArchetypeError =>
  new ArchetypeError({
    code: 'unknown-state',
    subject: name,
    problem: 'the model has no state of this name',
    details: [`it has ${known.slice(0, 6).join(', ')}${known.length > 6 ? ` and ${known.length - 6} more` : ''}`],
    remedy: 'give weights of the same model, by the names of its layers',
  });

const wrongLength = (name: TensorName, shape: readonly number[], expected: number, received: number): ArchetypeError =>
  new ArchetypeError({
    code: 'state-size',
    subject: name,
    problem: `${received} values were given for a tensor of ${expected}`,
    details: [`[${shape.join(', ')}] holds ${shape.join(' · ') || '1'} = ${expected}`],
    remedy: 'give weights of the same model',
  });
