import { crc32 } from 'node:zlib';
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

const format = 'archetype-checkpoint/2';

/** A checkpoint as a safetensors file: the state by the graph's names, the rest as metadata. */
export function encodeCheckpoint({ state, progress, eventBytes }: Checkpoint): readonly Uint8Array[] {
  // JSON has no NaN and no infinity; a sum of losses may be one.
  const json = JSON.stringify(progress, (_, value: unknown) => (typeof value === 'number' && !Number.isFinite(value) ? String(value) : value));
  const record = { progress: json, eventBytes: String(eventBytes) };
  return encodeSafetensors(state, new Map(Object.entries({ format, ...record, crc32: checksum(state, record) })));
}

/** CRC-32 of everything, whatever the order of the tensors: a bit that a disk has turned would else go on training. */
function checksum(state: Checkpoint['state'], { progress, eventBytes }: { readonly progress: string; readonly eventBytes: string }): string {
  let sum = crc32(`${progress} ${eventBytes}`);
  for (const [name, { shape, values }] of [...state].toSorted(([a], [b]) => (a < b ? -1 : 1))) {
    sum = crc32(new Uint8Array(values.buffer, values.byteOffset, values.byteLength), crc32(`${name} ${shape.join()}`, sum));
  }
  return sum.toString(16).padStart(8, '0');
}

/**
 * Reads a checkpoint.
 *
 * @throws ArchetypeError `not-a-checkpoint`, `checkpoint-damaged`, and those of `readSafetensors`
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
  requireUndamaged(path, state, metadata);
  return { state, progress, eventBytes };
}

function requireUndamaged(path: string, state: Checkpoint['state'], metadata: ReadonlyMap<string, string>): void {
  const [written = 'none', progress = '', eventBytes = ''] = ['crc32', 'progress', 'eventBytes'].map((key) => metadata.get(key));
  const found = checksum(state, { progress, eventBytes });
  if (written === found) return;
  throw new ArchetypeError({
    code: 'checkpoint-damaged',
    subject: path,
    problem: `its contents are not what was written: CRC-32 ${found}, expected ${written}`,
    remedy: 'use another checkpoint: the file was damaged or changed after it was written',
  });
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
