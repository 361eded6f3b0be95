import { ArchetypeError, stateTensors, type ModelSpec, type TensorName } from '@archetype/spec';
import { readSafetensors, type TensorData, type TensorValues } from '@archetype/training';
import { shape } from '../terminal/quantities.js';

/** Counts that PyTorch keeps beside its running statistics; nothing is computed from them. */
const UNUSED = /(^|\.)num_batches_tracked$/;

/**
 * The weights of a model from a safetensors file with the names and layout of a PyTorch `state_dict`. All of the model's
 * tensors must be there, none besides them, each of its shape: a file that nearly fits is the wrong file.
 */
export async function loadWeights(path: string, model: ModelSpec): Promise<TensorValues> {
  return weightsOf(path, model, (await readSafetensors(path)).tensors);
}

/** The same of tensors that have been read. */
export function weightsOf(path: string, model: ModelSpec, tensors: ReadonlyMap<TensorName, TensorData>, remedy = 'give a file with the names and shapes that archetype summary shows'): TensorValues {
  const wanted = stateTensors(model);
  const names = new Set(wanted.map(({ name }) => name));
  const missing = wanted.filter(({ name }) => !tensors.has(name)).map(({ name, shape: size }) => `${name} [${size.join(', ')}] is missing`);
  const extra = [...tensors.keys()].filter((name) => !names.has(name) && !UNUSED.test(name) && !isTrainingState(name)).map((name) => `${name} is not of this model`);
  const misshapen = wanted.flatMap(({ name, shape: size }) => {
    const found = tensors.get(name)?.shape;
    return found === undefined || found.join() === size.join() ? [] : [`${name} is ${shape(found)}, the model's is ${shape(size)}`];
  });
  const wrong = [...misshapen, ...missing, ...extra];
  if (wrong.length > 0) {
    throw new ArchetypeError({
      code: 'weights-do-not-fit',
      subject: path,
      problem: `these are not weights of ${model.name}`,
      details: wrong.length > MOST_LISTED ? [...wrong.slice(0, MOST_LISTED), `and ${wrong.length - MOST_LISTED} more`] : wrong,
      remedy,
    });
  }
  return new Map(wanted.map(({ name }): [TensorName, Float32Array] => [name, tensors.get(name)?.values ?? new Float32Array()]));
}

const MOST_LISTED = 8;

/** A checkpoint of ours also holds the optimiser's state, whose names have a colon. */
const isTrainingState = (name: string): boolean => name.includes(':');
