import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { cacheDirectory, type Environment } from '@archetype/datasets';
import { type EngineRecord, type OutsideLibrary, recordFile } from './record.js';

/** An engine in the cache folder. */
export interface AddedEngine extends EngineRecord {
  /** Absolute. */
  readonly folder: string;
  /** Absolute path of what is loaded. */
  readonly modulePath: string;
  /** Why it cannot be used here and now; undefined when it can. */
  readonly unfit: string | undefined;
}

/** Where an engine's versions lie, each in a folder of its own: `engines/tfjs-node` in the cache folder. */
export function engineDirectory(engine: string, environment?: Environment): string {
  return join(cacheDirectory(environment), 'engines', engine.replace(':', '-'));
}

/**
 * Every version of an engine that is in the cache folder, those that fit first, then the latest first.
 *
 * @param wanted versions that an engine must be made of to fit, such as `{ 'onnxruntime-node': '1.30.0' }`
 */
export async function addedEngines(engine: string, wanted: Readonly<Record<string, string>>, environment?: Environment): Promise<readonly AddedEngine[]> {
  const directory = engineDirectory(engine, environment);
  const found = await Promise.all((await namesIn(directory)).map((name) => readEngine(join(directory, name), wanted)));
  const rank = ({ unfit }: AddedEngine): number => (unfit === undefined ? 0 : 1);
  return found.filter((each) => each !== undefined).toSorted((a, b) => rank(a) - rank(b) || b.added.localeCompare(a.added));
}

async function namesIn(directory: string): Promise<readonly string[]> {
  try {
    return await readdir(directory);
  } catch {
    return [];
  }
}

/** A folder without its record is one that is being made, or was left half made. */
async function readEngine(folder: string, wanted: Readonly<Record<string, string>>): Promise<AddedEngine | undefined> {
  const record = await readRecord(join(folder, recordFile));
  if (record === undefined) return undefined;
  const modulePath = join(folder, record.module);
  return { ...record, folder, modulePath, unfit: await misfit(record, modulePath, wanted) };
}

/** Undefined where there is none, or something else in its place. */
async function readRecord(path: string): Promise<EngineRecord | undefined> {
  try {
    const found = JSON.parse(await readFile(path, 'utf8')) as Partial<EngineRecord> | null;
    const whole = typeof found?.module === 'string' && typeof found.added === 'string' && typeof found.versions === 'object' && found.versions !== null;
    return whole ? (found as EngineRecord) : undefined;
  } catch {
    return undefined;
  }
}

async function misfit(record: EngineRecord, modulePath: string, wanted: Readonly<Record<string, string>>): Promise<string | undefined> {
  const here = `${process.platform}-${process.arch}`;
  if (record.platform !== here) return `it was added on ${record.platform}, and this is ${here}`;
  const napi = Number(process.versions['napi']);
  if (napi < record.napi) return `it needs Node-API ${record.napi}, and Node ${process.version} has ${napi}`;
  for (const [name, version] of Object.entries(wanted)) {
    const built = record.versions[name];
    if (built !== version) return `it was made of ${name} ${built ?? 'unknown'}, and this version of Archetype needs ${version}`;
  }
  if ((await sizeOf(modulePath)) === undefined) return `${modulePath} is gone`;
  return record.outside && changed(record.outside);
}

async function changed({ path, bytes, modified }: OutsideLibrary): Promise<string | undefined> {
  const now = await sizeOf(path);
  if (now === undefined) return `the TensorFlow that it was built against is gone from ${path}`;
  if (now.bytes !== bytes || now.modified !== modified) return `the TensorFlow in ${path} is another one than it was built against`;
  return undefined;
}

/** Size and time of a file, undefined where there is none. */
async function sizeOf(path: string): Promise<{ readonly bytes: number; readonly modified: number } | undefined> {
  try {
    const { size, mtimeMs } = await stat(path);
    return { bytes: size, modified: mtimeMs };
  } catch {
    return undefined;
  }
}
