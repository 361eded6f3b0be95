import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { ArchetypeError, parseModel, parseRecipe, type ModelSpec, type Recipe } from '@archetype/spec';
import { encodeCheckpoint, readCheckpoint, type Checkpoint } from '../checkpoint/checkpoint.js';
import { fileFault } from '../checkpoint/fileFault.js';
import { temporarySuffix, writeDurably } from '../checkpoint/writeDurably.js';
import type { FitEvent } from '../fit/events.js';
import { openEventLog } from './eventLog.js';
import { takeLock } from './lock.js';

/** A run directory that this process holds the lock of. */
export interface RunDirectory {
  /** Absolute. */
  readonly path: string;
  readonly model: ModelSpec;
  readonly recipe: Recipe;
  /** As given when the run was made. */
  readonly environment: Readonly<Record<string, unknown>>;
  /** What the run resumes from; undefined for one that has saved nothing yet, and begins anew. */
  readonly checkpoint: Checkpoint | undefined;
  /** Adds a line to `events.jsonl`. */
  append(event: FitEvent): void;
  /** Where `save` will put the checkpoint after that step, relative to the directory. */
  checkpointFile(step: number): string;
  /** Writes a checkpoint that covers all events appended so far, durably, then removes older ones, but for the one before. */
  save(checkpoint: Omit<Checkpoint, 'eventBytes'>): Promise<void>;
  /** Lets go of the lock. */
  close(): Promise<void>;
}

export interface NewRun {
  readonly model: ModelSpec;
  readonly recipe: Recipe;
  /** Versions, device, threads, data, command line: whatever is worth a record and JSON. */
  readonly environment: Readonly<Record<string, unknown>>;
}

const files = { model: 'model.json', recipe: 'recipe.json', environment: 'environment.json', events: 'events.jsonl', lock: 'lock' };
const checkpoints = 'checkpoints';

/**
 * Makes a run directory (the folder may exist, but empty) and locks it.
 *
 * @throws ArchetypeError `run-directory-taken`, `run-locked`, `disk-full`, `file-not-permitted`, …
 */
export async function createRunDirectory(path: string, run: NewRun): Promise<RunDirectory> {
  const directory = resolve(path);
  await onDisk(directory, 'write', () => mkdir(join(directory, checkpoints), { recursive: true }));
  const unlock = takeLock(join(directory, files.lock), directory);
  try {
    await refuseTaken(directory);
    // The recipe last: a folder that has one is a run.
    await writeJson(join(directory, files.model), run.model);
    await writeJson(join(directory, files.environment), run.environment);
    await writeJson(join(directory, files.recipe), run.recipe);
    return open(directory, run, undefined, unlock);
  } catch (error) {
    unlock();
    throw error;
  }
}

/**
 * Locks a run directory and reads its newest checkpoint; `events.jsonl` is cut back to that.
 *
 * @throws ArchetypeError `not-a-run-directory`, `run-locked`, and those of a damaged file
 */
export async function resumeRunDirectory(path: string): Promise<RunDirectory> {
  const directory = resolve(path);
  await requireRun(directory);
  const unlock = takeLock(join(directory, files.lock), directory);
  try {
    const model = parseModel(await readJson(join(directory, files.model)));
    const recipe = parseRecipe(await readJson(join(directory, files.recipe)));
    const environment = (await readJson(join(directory, files.environment))) as Readonly<Record<string, unknown>>;
    await removeLeftovers(directory);
    const [newest] = await listCheckpoints(directory);
    const checkpoint = newest === undefined ? undefined : await readCheckpoint(join(directory, newest));
    return open(directory, { model, recipe, environment }, checkpoint, unlock);
  } catch (error) {
    unlock();
    throw error;
  }
}

/** The newest checkpoint of a run directory, without a lock: for evaluation and export. Paths are absolute. */
export async function newestCheckpoint(path: string): Promise<string> {
  const directory = resolve(path);
  await requireRun(directory);
  const [newest] = await listCheckpoints(directory);
  if (newest !== undefined) return join(directory, newest);
  throw new ArchetypeError({ code: 'no-checkpoint', subject: directory, problem: 'the run has saved nothing yet', remedy: 'wait for its first checkpoint, or resume it' });
}

function open(directory: string, run: NewRun, checkpoint: Checkpoint | undefined, unlock: () => void): RunDirectory {
  const log = openEventLog(join(directory, files.events), checkpoint?.eventBytes ?? 0);
  return {
    path: directory,
    ...run,
    checkpoint,
    append: (event) => log.append(event),
    checkpointFile,
    async save({ state, progress }) {
      const eventBytes = log.flush();
      const file = checkpointFile(progress.step);
      await writeDurably(join(directory, file), encodeCheckpoint({ state, progress, eventBytes }));
      const [, , ...older] = await listCheckpoints(directory);
      for (const name of older) await rm(join(directory, name), { force: true });
    },
    async close() {
      log.close();
      unlock();
    },
  };
}

function checkpointFile(step: number): string {
  return join(checkpoints, `step-${String(step).padStart(9, '0')}.safetensors`);
}

/** Newest first. */
async function listCheckpoints(directory: string): Promise<readonly string[]> {
  const names = await onDisk(directory, 'read', () => readdir(join(directory, checkpoints)));
  return names
    .filter((name) => /^step-\d{9,}\.safetensors$/.test(name))
    .toSorted((a, b) => stepOf(b) - stepOf(a))
    .map((name) => join(checkpoints, name));
}

function stepOf(name: string): number {
  return Number(name.slice('step-'.length, -'.safetensors'.length));
}

async function refuseTaken(directory: string): Promise<void> {
  // What a creation that was killed may have left is no obstacle.
  const ours = new Set([files.lock, files.model, files.environment, checkpoints]);
  const names = await onDisk(directory, 'read', () => readdir(directory));
  const others = names.filter((name) => !ours.has(name) && !name.startsWith(`${files.lock}.`) && !name.endsWith(temporarySuffix));
  if (others.length === 0) return;
  const isRun = others.includes(files.recipe);
  throw new ArchetypeError({
    code: 'run-directory-taken',
    subject: directory,
    problem: isRun ? 'there is a run in this folder already' : `the folder is not empty: it holds ${others.slice(0, 3).join(', ')}`,
    remedy: isRun ? 'resume it, or name another folder' : 'name an empty or a new folder',
  });
}

async function requireRun(directory: string): Promise<void> {
  const names = await onDisk(directory, 'read', () => readdir(directory));
  if (names.includes(files.recipe)) return;
  throw new ArchetypeError({
    code: 'not-a-run-directory',
    subject: directory,
    problem: `it has no ${files.recipe}, so there is no run to go on with`,
    remedy: 'name the folder that a training run wrote to',
  });
}

/** Files that were being written when the process before was killed. */
async function removeLeftovers(directory: string): Promise<void> {
  for (const folder of [directory, join(directory, checkpoints)]) {
    for (const name of await readdir(folder)) {
      if (name.endsWith(temporarySuffix)) await rm(join(folder, name), { force: true });
    }
  }
}

async function writeJson(path: string, value: unknown): Promise<void> {
  await writeDurably(path, [new TextEncoder().encode(`${JSON.stringify(value, null, 2)}\n`)]);
}

async function readJson(path: string): Promise<unknown> {
  const text = await onDisk(path, 'read', () => readFile(path, 'utf8'));
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    throw new ArchetypeError({ code: 'not-json', subject: path, problem: `it is not JSON: ${(error as Error).message}`, remedy: 'restore the file' });
  }
}

async function onDisk<Result>(path: string, action: 'read' | 'write', use: () => Promise<Result>): Promise<Result> {
  try {
    return await use();
  } catch (error) {
    throw fileFault(error, path, action);
  }
}
