import { createHash } from 'node:crypto';
import { inferShapes, stateTensors, type ModelSpec } from '@archetype/spec';

/** A leaf layer as a lock file keeps it. */
export interface LockedLayer {
  readonly path: string;
  readonly kind: string;
  /** Output shape, without the batch. */
  readonly output: readonly number[];
}

/** What a lock file keeps of a model: what must not move unnoticed. */
export interface LockEntry {
  readonly input: readonly number[];
  readonly parameters: number;
  /** SHA-256 of all of this and of the name and shape of every weight: saved weights load as long as it stays. */
  readonly hash: string;
  /** Leaves in order. */
  readonly layers: readonly LockedLayer[];
}

/** The entry of a valid model. Rates, names of the model and the way its file is written are no part of it. */
export function lockEntry(model: ModelSpec): LockEntry {
  const layers = inferShapes(model).map(({ path, kind, outputShape }) => ({ path, kind, output: outputShape }));
  const state = stateTensors(model).map(({ name, shape, trainable }) => ({ name, shape, trainable }));
  const parameters = state.reduce((sum, { shape, trainable }) => sum + (trainable ? shape.reduce((product, size) => product * size, 1) : 0), 0);
  const hash = createHash('sha256').update(JSON.stringify([model.input, layers, state])).digest('hex');
  return { input: model.input, parameters, hash: `sha256:${hash}`, layers };
}
