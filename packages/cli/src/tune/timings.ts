import { createHash } from 'node:crypto';
import { mkdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Timings } from '@archetype/backend-ort';
import { cacheDirectory, type Environment } from '@archetype/datasets';
import type { Precision } from '@archetype/training';
import writeFileAtomic from 'write-file-atomic';
import { isObject } from '../sources/isObject.js';

/** What a measurement holds for. */
export interface Measured {
  readonly processor: string;
  readonly threads: number;
  /** `onnxruntime-node 1.30.0` */
  readonly runtime: string;
  /** `ort:cpu` */
  readonly engine: string;
  readonly precision: Precision;
}

const FORMAT = 'archetype-tuning/1';

/** A file for each machine, runtime, engine, number of threads and precision, in the cache folder. */
export function timingsPath(measured: Measured, environment?: Environment): string {
  const { processor, threads, runtime, engine, precision } = measured;
  const name = createHash('sha256').update(JSON.stringify([processor, threads, runtime, engine, precision])).digest('hex').slice(0, 16);
  return join(cacheDirectory(environment), 'tuning', `${name}.json`);
}

export interface KnownTimings {
  readonly timings: Timings;
  /** Why what the file holds is not used. */
  readonly warning?: string;
}

/** What was measured before; nothing where there is no file, and nothing, with a warning, where it cannot be read. */
export async function readTimings(path: string): Promise<KnownTimings> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return { timings: {} };
    return { timings: {}, warning: `${path} cannot be read (${(error as Error).message}): everything is measured anew` };
  }
  const timings = timingsIn(text);
  return timings === undefined ? { timings: {}, warning: `${path} does not hold what it should: everything is measured anew` } : { timings };
}

/** Never leaves half a file. */
export async function writeTimings(path: string, measured: Measured, timings: Timings): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFileAtomic(path, `${JSON.stringify({ format: FORMAT, ...measured, timings }, undefined, 1)}\n`);
}

function timingsIn(text: string): Timings | undefined {
  try {
    const { format, timings } = JSON.parse(text) as { readonly format?: unknown; readonly timings?: unknown };
    return format === FORMAT && areTimings(timings) ? timings : undefined;
  } catch {
    return undefined;
  }
}

const isDuration = (value: unknown): boolean => typeof value === 'number' && Number.isFinite(value) && value > 0;

const areTimings = (value: unknown): value is Timings =>
  isObject(value) && Object.values(value).every((times) => isObject(times) && Object.values(times).every(isDuration));
