import { ArchetypeError, type StateTensor, type TensorName } from '@archetype/spec';
import type { StepGraph, TensorValues } from '../backend.js';
import { beginning, type Progress } from '../checkpoint/progress.js';
import type { TensorData } from '../checkpoint/safetensors/read.js';
import type { FitOptions } from './options.js';

/**
 * Puts the program into the state from which the run goes on.
 *
 * @throws ArchetypeError `state-does-not-fit` when a tensor is missing or has another size
 */
export async function restore({ run, initial, program, graphs, recipe, model }: FitOptions): Promise<Progress> {
  const checkpoint = run?.checkpoint;
  const values = checkpoint === undefined ? await initial() : valuesOf(await checkpoint.readState());
  requireState(`${model.name}, ${checkpoint === undefined ? 'the initial state' : 'the checkpoint'}`, graphs.training(recipe.batchSize).state, values);
  await program.writeState(values);
  return checkpoint?.progress ?? beginning;
}

/** A program's state with its shapes, as a file holds it. */
export function stateData({ state }: StepGraph, values: TensorValues): ReadonlyMap<TensorName, TensorData> {
  return new Map(state.map(({ name, shape }) => [name, { shape, values: values.get(name) as Float32Array }]));
}

function valuesOf(state: ReadonlyMap<TensorName, TensorData>): TensorValues {
  return new Map([...state].map(([name, { values }]) => [name, values]));
}

function requireState(subject: string, state: readonly StateTensor[], values: TensorValues): void {
  for (const { name, shape } of state) {
    const expected = shape.reduce((product, size) => product * size, 1);
    const found = values.get(name)?.length;
    if (found === expected) continue;
    throw new ArchetypeError({
      code: 'state-does-not-fit',
      subject,
      problem: found === undefined ? `there is no ${name}` : `${name} has ${found} values`,
      details: [`the model and its optimizer need [${shape.join(', ')}]: ${expected} values`],
      remedy: 'use the model and the recipe that the state was made with',
    });
  }
}
