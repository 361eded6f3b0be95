import type { StateTensor, TensorName } from '@archetype/spec';
import { ArchetypeError } from '@archetype/spec';
import type { TensorValues } from '@archetype/training';
import { elements } from './emit/value.js';
import type { Layouts } from './layouts/assign.js';
import { canonical, convert } from './layouts/layout.js';

/** Which of the two sets of buffers is read by the next call; a step writes the other. */
export type Turn = 0 | 1;

/**
 * The state of a program: two buffers for each tensor that a step changes, one read by the step and one written by it, exchanged
 * after each step; nothing is copied. What no step changes has one buffer, in both sets.
 */
export interface State {
  turn(): Turn;
  buffer(name: TensorName, turn: Turn): Float32Array;
  exchange(): void;
  /** Every tensor in its canonical layout, copied. */
  read(): TensorValues;
  /** @throws ArchetypeError `unknown-state`, `state-size` */
  write(values: TensorValues): void;
  bufferCount(): number;
}

/** State that begins as zeros. */
export function createState(model: string, declared: readonly StateTensor[], changing: ReadonlySet<TensorName>, layouts: Layouts): State {
  const allocate = ({ shape }: StateTensor): Float32Array => new Float32Array(elements(shape));
  const first = new Map(declared.map((tensor) => [tensor.name, allocate(tensor)]));
  const second = new Map(declared.map((tensor) => [tensor.name, changing.has(tensor.name) ? allocate(tensor) : first.get(tensor.name)!]));
  const shapes = new Map(declared.map(({ name, shape }) => [name, shape]));
  const buffer = (name: TensorName, turn: Turn): Float32Array => (turn === 0 ? first : second).get(name)!;
  let turn: Turn = 0;

  return {
    turn: () => turn,
    buffer,
    exchange() {
      turn = turn === 0 ? 1 : 0;
    },
    read: () =>
      new Map(
        declared.map(({ name, shape }) => {
          const stored = buffer(name, turn);
          const plain = convert(stored, layouts.get(name)!, canonical(shape));
          return [name, plain === stored ? stored.slice() : plain];
        }),
      ),
    write(values) {
      for (const [name, given] of values) {
        const shape = shapes.get(name);
        if (!shape) throw unknownTensor(model, name, [...shapes.keys()]);
        if (given.length !== elements(shape)) throw wrongLength(model, name, shape, given.length);
      }
      for (const [name, given] of values) buffer(name, turn).set(convert(given, canonical(shapes.get(name)!), layouts.get(name)!));
    },
    bufferCount: () => new Set([...first.values(), ...second.values()]).size,
  };
}

const unknownTensor = (model: string, name: TensorName, known: readonly TensorName[]): ArchetypeError =>
  new ArchetypeError({
    code: 'unknown-state',
    subject: `${model}/${name}`,
    problem: 'the model has no state of this name',
    details: [`it has ${known.slice(0, 6).join(', ')}${known.length > 6 ? ` and ${known.length - 6} more` : ''}`],
    remedy: 'write the state of the same model and the same optimiser',
  });

const wrongLength = (model: string, name: TensorName, shape: readonly number[], received: number): ArchetypeError =>
  new ArchetypeError({
    code: 'state-size',
    subject: `${model}/${name}`,
    problem: `${received} values were given for a tensor of ${elements(shape)}`,
    details: [`[${shape.join(', ')}] holds ${shape.join(' · ') || '1'} = ${elements(shape)}`],
    remedy: 'write the state of the same model',
  });
