import { mkdir, readdir, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { ArchetypeError, parseModel, parseRecipe, type ModelSpec, type Recipe } from '@archetype/spec';
import { encodeCheckpoint, readCheckpoint, type Checkpoint } from '../checkpoint/checkpoint.js';
import { onDisk } from '../checkpoint/fileFault.js';
import { beginning } from '../checkpoint/progress.js';
import { temporarySuffix, writeDurably } from '../checkpoint/writeDurably.js';
import type { FitEvent } from '../fit/events.js';
import { keptUntilTaken } from '../keptUntilTaken.js';
import { checkpointFile, checkpointFolder, listCheckpoints, readNewestCheckpoint, type NewestCheckpoint } from './checkpointFiles.js';
import { openEventLog } from './eventLog.js';
import { takeLock } from './lock.js';
import { readRecord, writeRecord } from './recordFile.js';
import { withEpochs } from './withEpochs.js';

/** A run directory that this process holds the lock of. */
export interface RunDirectory {
  /** Absolute. */
  readonly path: string;
  readonly model: ModelSpec;
  readonly recipe: Recipe;
  /** As given when the run was made. */
  readonly environment: Readonly<Record<string, unknown>>;
  /** What the run resumes from; undefined for one that has saved nothing yet, and begins anew. */
  readonly checkpoint: Resumption | undefined;
  /** Adds a line to `events.jsonl`. */
  append(event: FitEvent): void;
  /** Where `save` will put the checkpoint after that step, relative to the directory. */
  checkpointFile(step: number): string;
  /** Writes a checkpoint that covers all events appended so far, durably, then removes older ones, but for the one before. */
  save(checkpoint: Omit<Checkpoint, 'eventBytes'>): Promise<void>;
  /** Lets go of the lock. Done twice, it does nothing more. */
  close(): Promise<void>;
}

/** A checkpoint that was read and found whole. Its state, which is as large as the weights, is kept until it is asked for. */
export interface Resumption extends Omit<NewestCheckpoint, 'state'> {
  /** The second time it reads the file again. */
  readState(): Promise<NewestCheckpoint['state']>;
}

export interface NewRun {
  readonly model: ModelSpec;
  readonly recipe: Recipe;
  /** Versions, device, threads, data, command line: whatever is worth a record and JSON. */
  readonly environment: Readonly<Record<string, unknown>>;
}

const files = { model: 'model.json', recipe: 'recipe.json', environment: 'environment.json', events: 'events.jsonl', lock: 'lock' };

/**
 * Makes a run directory (the folder may exist, but empty) and locks it.
 *
 * @throws ArchetypeError `run-directory-taken`, `run-locked`, `disk-full`, `file-not-permitted`, …
 */
export async function createRunDirectory(path: string, run: NewRun): Promise<RunDirectory> {
  const directory = resolve(path);
  await onDisk(directory, 'write', () => mkdir(join(directory, checkpointFolder), { recursive: true }));
  const unlock = takeLock(join(directory, files.lock), directory);
  try {
    await refuseTaken(directory);
    // The recipe last: a folder that has one is a run.
    await writeRecord(join(directory, files.model), run.model);
    await writeRecord(join(directory, files.environment), run.environment);
    await writeRecord(join(directory, files.recipe), run.recipe);
    return open(directory, run, undefined, unlock);
  } catch (error) {
    unlock();
    throw error;
  }
}

export interface ResumeOptions {
  /** How many epochs the run is to have from now on, those included that it had. @defaultValue as many as it began with */
  readonly epochs?: number | undefined;
}

/**
 * Locks a run directory and reads its newest checkpoint; `events.jsonl` is cut back to that.
 *
 * @throws ArchetypeError `not-a-run-directory`, `run-locked`, `fewer-epochs`, `schedule-of-all-epochs`, and those of a damaged file
 */
export async function resumeRunDirectory(path: string, { epochs }: ResumeOptions = {}): Promise<RunDirectory> {
  const directory = resolve(path);
  await requireRun(directory);
  const unlock = takeLock(join(directory, files.lock), directory);
  try {
    const model = await readRecord(join(directory, files.model), parseModel);
    const began = await readRecord(join(directory, files.recipe), parseRecipe);
    const environment = await readRecord(join(directory, files.environment), (value) => value as Readonly<Record<string, unknown>>);
    await removeLeftovers(directory);
    const checkpoint = await findCheckpoint(directory);
    const recipe = epochs === undefined ? began : withEpochs(directory, began, epochs, checkpoint?.progress ?? beginning);
    if (recipe.epochs !== began.epochs) await writeRecord(join(directory, files.recipe), recipe);
    return open(directory, { model, recipe, environment }, checkpoint, unlock);
  } catch (error) {
    unlock();
    throw error;
  }
}

/**
 * What `resumeRunDirectory` would go on from, without a lock: for evaluation and export.
 *
 * @throws ArchetypeError `not-a-run-directory`, `no-checkpoint`, and those of a damaged file
 */
export async function newestCheckpoint(path: string): Promise<NewestCheckpoint> {
  const directory = resolve(path);
  await requireRun(directory);
  const newest = await readNewestCheckpoint(directory);
  if (newest !== undefined) return newest;
  throw new ArchetypeError({ code: 'no-checkpoint', subject: directory, problem: 'the run has saved nothing yet', remedy: 'wait for its first checkpoint, or resume it' });
}

async function findCheckpoint(directory: string): Promise<Resumption | undefined> {
  const newest = await readNewestCheckpoint(directory);
  if (newest === undefined) return undefined;
  const { state, ...found } = newest;
  return { ...found, readState: keptUntilTaken(state, async () => (await readCheckpoint(join(directory, found.file))).state) };
}

function open(directory: string, run: NewRun, checkpoint: Resumption | undefined, unlock: () => void): RunDirectory {
  const log = openEventLog(join(directory, files.events), checkpoint?.eventBytes ?? 0);
  let closed = false;
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
      // The number of a file that is closed twice may by then be another file's.
      if (closed) return;
      closed = true;
      log.close();
      unlock();
    },
  };
}

async function refuseTaken(directory: string): Promise<void> {
  // What a creation that was killed may have left is no obstacle.
  const ours = new Set([files.lock, files.model, files.environment, checkpointFolder]);
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
    problem: `it has no ${files.recipe}, so it is no run directory`,
    remedy: 'name the folder that a training run wrote to',
  });
}

/** Files that were being written when the process before was killed. */
async function removeLeftovers(directory: string): Promise<void> {
  for (const folder of [directory, join(directory, checkpointFolder)]) {
    for (const name of await readdir(folder)) {
      if (name.endsWith(temporarySuffix)) await rm(join(folder, name), { force: true });
    }
  }
}
