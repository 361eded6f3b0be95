import { mkdir, readdir, rename, rm, statfs, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { addedEngines, engineDirectory, lockEngine, recordFile, type EngineRecord } from '@archetype/training/added-engines';
import { programName } from '../../terminal/programName.js';
import { note, print, printJson } from '../../terminal/output.js';
import { bytes, duration } from '../../terminal/quantities.js';
import { probeAll } from '../probe.js';
import { askConsent } from './consent.js';
import { nativeEngines, type NativeEngineName } from './engines.js';
import { folderSize } from './folderSize.js';
import type { Plan } from './plan.js';
import { stepProgress } from './progress.js';
import { diskFull } from './refusals.js';
import { verifyEngine, type Untried, type Verified } from './verify.js';

export interface AddOptions {
  readonly yes?: true;
  readonly json?: true;
  readonly withoutCard?: true;
}

/** An engine in the making; found by the next `add`, if this one is killed. */
const unfinished = /^adding-\d+$/;

/** What ends a try: Ctrl-C, a stop from elsewhere, a terminal that is closed. The programs that it runs are in groups of their own, and would go on. */
const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** `archetype engine add NAME`: builds an engine in a temporary folder, tries it, and puts it in its place; on any failure nothing is left. */
export async function addEngine(engine: NativeEngineName, { yes, json, withoutCard }: AddOptions, verify = verifyEngine): Promise<void> {
  const stop = new AbortController();
  const interrupted = (): void => stop.abort();
  const unlock = lockEngine(engine);
  for (const signal of signals) process.on(signal, interrupted);
  try {
    const outcome = await addLocked(engine, { signal: stop.signal, agreed: yes === true, withoutCard: withoutCard === true, verify });
    if (json === true) printJson({ outcome, engines: await probeAll([engine]) });
    else if (outcome === 'declined') print('Nothing was fetched.');
  } catch (error) {
    if (!stop.signal.aborted) throw error;
    note(`Stopped. Nothing was left behind; ${programName()} engine add ${engine} begins anew.`);
    process.exitCode = 130;
  } finally {
    unlock();
    for (const signal of signals) process.off(signal, interrupted);
  }
}

interface AddSettings {
  readonly signal: AbortSignal;
  readonly agreed: boolean;
  readonly withoutCard: boolean;
  readonly verify: typeof verifyEngine;
}

async function addLocked(engine: NativeEngineName, settings: AddSettings): Promise<'added' | 'present' | 'declined'> {
  const { signal, agreed, withoutCard } = settings;
  const directory = engineDirectory(engine);
  await removeUnfinished(directory);
  const [found] = await probeAll([engine]);
  const fits = (await addedEngines(engine, {})).some(({ unfit }) => unfit === undefined);
  if (fits && (found?.available === true || withoutCard)) {
    const state = found?.available === true ? `is here already: ${found.version}` : `is put together already; it cannot be tried: ${found?.reason}`;
    note(`${engine} ${state}. To make it anew: ${programName()} engine remove ${engine}`);
    return 'present';
  }
  const plan = await nativeEngines.find(({ name }) => name === engine)!.plan({ signal, withoutCard });
  for (const sentence of plan.says) note(`  ${sentence}`);
  await requireRoom(engine, directory, plan);
  if (plan.fetched > 0 && !agreed) {
    const question = `About ${bytes(plan.fetched)} are fetched; up to ${bytes(plan.needed)} in ${directory} are needed meanwhile. Go on? [y/N] `;
    if (!(await askConsent(engine, plan.fetched, question, signal))) return 'declined';
  }
  const begun = performance.now();
  const { record, verified } = await buildInPlace(engine, plan, directory, settings);
  await removeOlder(engine, plan.id, record);
  const place = `${bytes(record.bytes)} in ${join(directory, plan.id)}`;
  const took = `It took ${duration((performance.now() - begun) / 1000)} in all.`;
  note(
    ('untried' in verified
      ? [`${engine} is put together: ${place}. ${took}`, `It could not be tried: ${verified.untried}.`, `Next, where the card is: ${programName()} train lenet --engine ${engine}`]
      : [
          `${engine} is here: ${verified.runtime} on ${verified.device}, ${place}.`,
          `One step of LeNet: loss ${verified.loss.toFixed(3)}, ${verified.milliseconds.toFixed(0)} ms. ${took}`,
          `Next: ${programName()} train lenet --engine ${engine}`,
        ]
    ).join('\n'),
  );
  return 'added';
}

async function buildInPlace(
  engine: NativeEngineName,
  plan: Plan,
  directory: string,
  { signal, withoutCard, verify }: AddSettings,
): Promise<{ readonly record: EngineRecord; readonly verified: Verified | Untried }> {
  const making = join(directory, `adding-${process.pid}`);
  // Laid out as a cache folder, so that the engine can be tried where it is, in the way in which it will be found.
  const folder = join(engineDirectory(engine, { ARCHETYPE_HOME: making }), plan.id);
  const scratch = join(making, 'scratch');
  const progress = stepProgress();
  try {
    for (const path of [folder, scratch]) await mkdir(path, { recursive: true });
    const made = await plan.build(folder, { signal, scratch, step: progress.step });
    const record: EngineRecord = { engine, ...made, bytes: await folderSize(folder), added: new Date().toISOString() };
    await writeFile(join(folder, recordFile), `${JSON.stringify(record, undefined, 2)}\n`);
    progress.step('training one step of LeNet');
    const verified = await verify(engine, { home: making, signal, withoutCard });
    const place = join(directory, plan.id);
    await rm(place, { recursive: true, force: true });
    await rename(folder, place);
    return { record, verified };
  } catch (error) {
    throw isDiskFull(error) ? diskFull(engine, directory, plan.needed) : error;
  } finally {
    progress.end();
    await rm(making, { recursive: true, force: true });
  }
}

async function removeUnfinished(directory: string): Promise<void> {
  for (const name of await readdir(directory)) {
    if (!unfinished.test(name)) continue;
    note(`  an earlier try that was cut short is removed: ${bytes(await folderSize(join(directory, name)))}`);
    await rm(join(directory, name), { recursive: true, force: true });
  }
}

/** What the new one replaces: those that can no longer be used, and those of the same package. */
async function removeOlder(engine: NativeEngineName, id: string, { versions }: EngineRecord): Promise<void> {
  const [name, version] = Object.entries(versions)[0]!;
  for (const { folder, unfit, versions: older } of await addedEngines(engine, {})) {
    if (folder.endsWith(id) || (unfit === undefined && older[name] !== version)) continue;
    await rm(folder, { recursive: true, force: true });
  }
}

async function requireRoom(engine: string, directory: string, { needed }: Plan): Promise<void> {
  const { bavail, bsize } = await statfs(directory);
  if (bavail * bsize < needed) throw diskFull(engine, directory, needed, bavail * bsize);
}

function isDiskFull(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOSPC' || error.code === 'EDQUOT');
}
