import { ArchetypeError, type TensorName } from '@archetype/spec';
import { readSafetensors, type TensorData } from './safetensors/read.js';
import { encodeSafetensors } from './safetensors/write.js';
import { isProgress, type Progress } from './progress.js';

/** A run between two steps: with its recipe, model and data, all that the rest of it depends on. */
export interface Checkpoint {
  /** The whole state, the optimiser's included. */
  readonly state: ReadonlyMap<TensorName, TensorData>;
  readonly progress: Progress;
  /** The length of `events.jsonl` up to which its events are this run's past. */
  readonly eventBytes: number;
}

const format = 'archetype-checkpoint/1';

/** A checkpoint as a safetensors file: the state by the graph's names, the rest as metadata. */
export function encodeCheckpoint({ state, progress, eventBytes }: Checkpoint): readonly Uint8Array[] {
  // JSON has no NaN and no infinity; a sum of losses may be one.
  const json = JSON.stringify(progress, (_, value: unknown) => (typeof value === 'number' && !Number.isFinite(value) ? String(value) : value));
  return encodeSafetensors(
    state,
    new Map([
      ['format', format],
      ['progress', json],
      ['eventBytes', String(eventBytes)],
    ]),
  );
}

/**
 * Reads a checkpoint.
 *
 * @throws ArchetypeError `not-a-checkpoint`, and those of `readSafetensors`
 */
export async function readCheckpoint(path: string): Promise<Checkpoint> {
  const { metadata, tensors: state } = await readSafetensors(path);
  const progress = parseProgress(metadata.get('progress'));
  const eventBytes = Number(metadata.get('eventBytes') ?? Number.NaN);
  if (metadata.get('format') !== format || progress === undefined || !Number.isSafeInteger(eventBytes) || eventBytes < 0) {
    throw new ArchetypeError({
      code: 'not-a-checkpoint',
      subject: path,
      problem: `it holds tensors, but not the progress of a run (format ${JSON.stringify(metadata.get('format') ?? null)}, expected "${format}")`,
      remedy: 'to begin a new run from its weights, give it as weights',
    });
  }
  return { state, progress, eventBytes };
}

function parseProgress(json: string | undefined): Progress | undefined {
  try {
    const value: unknown = JSON.parse(json ?? '', (_, field: unknown) =>
      field === 'NaN' || field === 'Infinity' || field === '-Infinity' ? Number(field) : field,
    );
    return isProgress(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
