import { stateTensors, type StateTensor } from '@archetype/spec';
import type { SafetensorsHeader, SafetensorsType, TensorEntry } from '@archetype/training';
import { shape } from '../../terminal/quantities.js';
import type { Subject } from '../examine.js';

/** One tensor that does not fit. */
export interface Misfit {
  readonly code: 'weight-missing' | 'weight-shape' | 'weight-type' | 'weight-extra';
  readonly message: string;
  readonly remedy?: string;
  /** The layer it belongs to; of an extra tensor there is none. */
  readonly layer?: string;
}

export interface WeightsFit {
  readonly misfits: readonly Misfit[];
  /** What is there and does no harm. */
  readonly notes: readonly string[];
}

/** How the tensors of a safetensors file fit a model's: which are missing, of another shape or type, and which no layer takes. */
export function weightsFit({ model, training }: Subject, { tensors }: Pick<SafetensorsHeader, 'tensors'>): WeightsFit {
  const wanted = stateTensors(model, training && { input: training.input });
  const names = new Set(wanted.map(({ name }) => name));
  const others = [...tensors.keys()].filter((name) => !names.has(name));
  const extra = others.filter((name) => !COUNTER.test(name) && !isTrainingState(name));
  const prefix = commonPrefix(extra, names);
  return {
    misfits: [
      ...wanted.flatMap((tensor) => misfitOf(tensor, tensors.get(tensor.name), prefix)),
      ...extra.map((name): Misfit => ({ code: 'weight-extra', message: `${name} ${shape(tensors.get(name)?.shape ?? [])} is of no layer of ${model.name}` })),
    ],
    notes: [
      ...noteOf(others.filter((name) => COUNTER.test(name)), 'num_batches_tracked', 'a counter of PyTorch from which nothing is computed'),
      ...noteOf(others.filter((name) => isTrainingState(name)), 'optimiser state', 'training goes on from it, the network does not use it'),
    ],
  };
}

/** Counts that PyTorch keeps beside its running statistics. */
const COUNTER = /(^|\.)num_batches_tracked$/;

/** A checkpoint of ours also holds the optimiser's state, whose names have a colon. */
const isTrainingState = (name: string): boolean => name.includes(':');

/** What loading weights takes; the rest are counters, or need a scale. */
const LOADED: ReadonlySet<SafetensorsType> = new Set(['F64', 'F32', 'F16', 'BF16', 'I16', 'U16', 'I8', 'U8', 'BOOL']);

function misfitOf({ name, path, shape: wanted }: StateTensor, found: TensorEntry | undefined, prefix: string | undefined): readonly Misfit[] {
  if (found === undefined) {
    const remedy = prefix === undefined ? {} : { remedy: `the file has ${prefix}${name}: rename its tensors, or train and save without the wrapper` };
    return [{ code: 'weight-missing', message: `${name} ${shape(wanted)} is missing`, layer: path, ...remedy }];
  }
  const wrongShape = found.shape.length !== wanted.length || found.shape.some((size, i) => size !== wanted[i]);
  const misfits: Misfit[] = [];
  if (wrongShape) {
    const turned = found.shape.length === wanted.length && found.shape.toReversed().every((size, i) => size === wanted[i]);
    misfits.push({
      code: 'weight-shape',
      message: `${name} is ${shape(found.shape)}, the model's is ${shape(wanted)}`,
      layer: path,
      ...(turned && { remedy: 'its axes stand in the opposite order: weights are [out, in] and [out, in, height, width]' }),
    });
  }
  if (!LOADED.has(found.type)) {
    misfits.push({ code: 'weight-type', message: `${name} holds ${found.type}, which is no type of weights`, layer: path, remedy: 'save it as F32; F64, F16 and BF16 are read too' });
  }
  return misfits;
}

/** `module.` or the like, where every extra tensor would be one of the model's without it. */
function commonPrefix(extra: readonly string[], names: ReadonlySet<string>): string | undefined {
  const [first] = extra;
  for (let dot = first?.indexOf('.') ?? -1; first !== undefined && dot !== -1; dot = first.indexOf('.', dot + 1)) {
    const prefix = first.slice(0, dot + 1);
    if (extra.every((name) => name.startsWith(prefix) && names.has(name.slice(prefix.length)))) return prefix;
  }
  return undefined;
}

function noteOf(found: readonly string[], what: string, why: string): readonly string[] {
  const [first] = found;
  return first === undefined ? [] : [`${found.length} × ${what} left aside (${first}${found.length > 1 ? ', …' : ''}): ${why}`];
}
