import { appendFile, chmod, cp, mkdir, mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ArchetypeError } from '@archetype/spec';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundled, start } from '../../testing/bundled.js';
import { tinyBatches, tinyGraphs, tinyModel, tinyProgram, tinyRecipe } from '../../testing/tinyProgram.js';
import { withoutPrivileges } from '../../testing/withoutPrivileges.js';
import { encodeCheckpoint, readCheckpoint, type Checkpoint } from '../checkpoint/checkpoint.js';
import { beginning } from '../checkpoint/progress.js';
import type { FitEvent } from '../fit/events.js';
import { fit } from '../fit/fit.js';
import type { FitOptions } from '../fit/options.js';
import { initialState } from '../initialState.js';
import { createRunDirectory, newestCheckpoint, resumeRunDirectory, type NewRun, type RunDirectory } from './runDirectory.js';

let folder: string;
let made = 0;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'archetype-run-'));
});
afterAll(() => rm(folder, { recursive: true }));

const newFolder = (): string => join(folder, `run-${made++}`);
const newRun: NewRun = { model: tinyModel, recipe: tinyRecipe(), environment: { node: process.version } };

function fitting(run: RunDirectory, more: Partial<FitOptions> = {}): FitOptions {
  const graphs = tinyGraphs(run.recipe);
  return {
    model: run.model,
    recipe: run.recipe,
    graphs,
    program: tinyProgram(graphs),
    engine: { name: 'tiny', environment: {} },
    initial: () => initialState({ model: run.model, recipe: run.recipe }),
    training: tinyBatches,
    test: tinyBatches,
    run,
    checkpointEvery: { steps: 2 },
    ...more,
  };
}

/** What must not depend on kills: all but times, places and which checkpoints there were. */
async function recordOf(path: string): Promise<unknown> {
  const lines = (await readFile(join(path, 'events.jsonl'), 'utf8')).split('\n');
  expect(lines.pop()).toBe('');
  const events = lines.map((line) => JSON.parse(line) as FitEvent);
  const kept = events.filter(({ event }) => event === 'step' || event === 'epoch' || event === 'end' || event === 'warning');
  const { state, progress } = await newestCheckpoint(path);
  return {
    events: kept.map((event) => ({ ...event, seconds: 0, imagesPerSecond: 0 })),
    state,
    progress: { ...progress, seconds: 0 },
  };
}

async function trainToEnd(run: RunDirectory): Promise<void> {
  const kinds: string[] = [];
  // A run that goes on has no use for the weights that it began with.
  const more = run.checkpoint && { initial: () => expect.unreachable('the run has a checkpoint') };
  for await (const { event } of fit(fitting(run, more))) kinds.push(event);
  expect(kinds.at(-1)).toBe('end');
  await run.close();
}

describe('a run directory', () => {
  it('holds model, recipe, environment, events and the last two checkpoints, and no more', async () => {
    const path = newFolder();
    await trainToEnd(await createRunDirectory(path, newRun));
    expect((await readdir(path)).toSorted()).toEqual(['checkpoints', 'environment.json', 'events.jsonl', 'model.json', 'recipe.json']);
    expect(JSON.parse(await readFile(join(path, 'model.json'), 'utf8'))).toEqual(JSON.parse(JSON.stringify(tinyModel)));
    expect(JSON.parse(await readFile(join(path, 'environment.json'), 'utf8'))).toEqual({ node: process.version });
    expect((await readdir(join(path, 'checkpoints'))).toSorted()).toEqual(['step-000000014.safetensors', 'step-000000015.safetensors']);
  });

  it('resumes with the model and the recipe that it was made with', async () => {
    const path = newFolder();
    await (await createRunDirectory(path, newRun)).close();
    const run = await resumeRunDirectory(path);
    expect(run.recipe).toEqual(newRun.recipe);
    expect(run.environment).toEqual(newRun.environment);
    expect(run.checkpoint).toBeUndefined();
    await run.close();
  });

  describe('with another number of epochs', () => {
    const constant = (epochs: number): NewRun => ({ ...newRun, recipe: tinyRecipe({ epochs, schedule: { kind: 'constant' } }) });

    it.each([
      ['finished', 0],
      ['interrupted in its first epoch', 3],
      ['interrupted in its second', 8],
    ])('one that was %s is the run that it would have been, had it begun with that number', async (_, stopAt) => {
      const [path, whole] = [newFolder(), newFolder()];
      await trainToEnd(await createRunDirectory(whole, constant(4)));
      const run = await createRunDirectory(path, constant(2));
      const stop = new AbortController();
      for await (const event of fit(fitting(run, { signal: stop.signal }))) if (event.event === 'step' && event.step === stopAt) stop.abort();
      await run.close();
      await trainToEnd(await resumeRunDirectory(path, { epochs: 4 }));
      expect(await recordOf(path)).toEqual(await recordOf(whole));
      expect(await readFile(join(path, 'recipe.json'), 'utf8')).toBe(await readFile(join(whole, 'recipe.json'), 'utf8'));
    });

    it('may have fewer than it began with, but not fewer than it is in', async () => {
      const path = newFolder();
      const run = await createRunDirectory(path, constant(9));
      const stop = new AbortController();
      for await (const event of fit(fitting(run, { signal: stop.signal }))) if (event.event === 'step' && event.step === 6) stop.abort();
      await run.close();
      await expect(resumeRunDirectory(path, { epochs: 1 })).rejects.toMatchObject({ code: 'fewer-epochs', message: expect.stringContaining('in epoch 2') as string });
      await trainToEnd(await resumeRunDirectory(path, { epochs: 2 }));
      const whole = newFolder();
      await trainToEnd(await createRunDirectory(whole, constant(2)));
      expect(await recordOf(path)).toEqual(await recordOf(whole));
    });

    it('is refused where its learning rates looked at the end, and nothing is written', async () => {
      const path = newFolder();
      await trainToEnd(await createRunDirectory(path, newRun));
      await expect(resumeRunDirectory(path, { epochs: 4 })).rejects.toMatchObject({
        code: 'schedule-of-all-epochs',
        // Half a cosine from 0.01: step 1 of 15 or 20 is at its top.
        message: expect.stringMatching(/schedule cosine over all 3 epochs: in a run of 4 step 2 would have had 0\.0099384\d+, and it had 0\.0098907\d+/) as string,
      });
      const run = await resumeRunDirectory(path);
      expect(run.recipe).toEqual(newRun.recipe);
      await run.close();
      const unbegun = newFolder();
      await (await createRunDirectory(unbegun, newRun)).close();
      await (await resumeRunDirectory(unbegun, { epochs: 4 })).close();
      expect((await resumeRunDirectory(unbegun)).recipe).toEqual(tinyRecipe({ epochs: 4 }));
    });
  });

  it('that holds a run, or anything else, is not made again', async () => {
    const path = newFolder();
    await (await createRunDirectory(path, newRun)).close();
    await expect(createRunDirectory(path, newRun)).rejects.toMatchObject({ code: 'run-directory-taken', message: expect.stringContaining('there is a run') as string });
    const other = newFolder();
    await mkdir(other);
    await writeFile(join(other, 'thesis.tex'), '');
    await expect(createRunDirectory(other, newRun)).rejects.toMatchObject({ code: 'run-directory-taken', message: expect.stringContaining('thesis.tex') as string });
    expect(await readdir(other)).toContain('thesis.tex');
  });

  it('whose making was cut off is made again', async () => {
    const path = newFolder();
    await mkdir(join(path, 'checkpoints'), { recursive: true });
    await writeFile(join(path, 'model.json'), '{}');
    await writeFile(join(path, 'recipe.json.123.tmp'), '{');
    await (await createRunDirectory(path, newRun)).close();
    const run = await resumeRunDirectory(path);
    expect(run.model.name).toBe('tiny');
    await run.close();
    expect((await readdir(path)).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  });

  it('is held by one process at a time', async () => {
    const path = newFolder();
    const run = await createRunDirectory(path, newRun);
    await expect(resumeRunDirectory(path)).rejects.toMatchObject({ code: 'run-locked' });
    await run.close();
    const again = await resumeRunDirectory(path);
    await run.close();
    await expect(resumeRunDirectory(path)).rejects.toMatchObject({ code: 'run-locked' });
    again.append({ event: 'interrupted', epoch: 0, step: 0 });
    await again.close();
  });

  it('that is none cannot be resumed', async () => {
    await expect(resumeRunDirectory(newFolder())).rejects.toMatchObject({ code: 'file-missing' });
    const empty = newFolder();
    await mkdir(empty);
    await expect(resumeRunDirectory(empty)).rejects.toMatchObject({ code: 'not-a-run-directory' });
    await expect(newestCheckpoint(empty)).rejects.toMatchObject({ code: 'not-a-run-directory' });
  });

  it('that has saved nothing has no newest checkpoint', async () => {
    const path = newFolder();
    await (await createRunDirectory(path, newRun)).close();
    await expect(newestCheckpoint(path)).rejects.toMatchObject({ code: 'no-checkpoint' });
  });

  it('with a damaged checkpoint says which file it is, and lets go of the lock', async () => {
    const path = newFolder();
    await trainToEnd(await createRunDirectory(path, newRun));
    await truncate(join(path, (await newestCheckpoint(path)).file), 100);
    const refused = { code: 'safetensors-too-short', message: expect.stringContaining('step-000000015.safetensors') as string };
    await expect(resumeRunDirectory(path)).rejects.toMatchObject(refused);
    await expect(resumeRunDirectory(path)).rejects.toMatchObject(refused);
  });

  it('with a damaged checkpoint says what to go on from, and that ends with the same bits', async () => {
    const path = newFolder();
    await trainToEnd(await createRunDirectory(path, newRun));
    const whole = await recordOf(path);
    const { file } = await newestCheckpoint(path);
    const bytes = await readFile(join(path, file));
    bytes[bytes.length - 2] = (bytes.at(-2) ?? 0) ^ 1;
    await writeFile(join(path, file), bytes);
    const refused = { code: 'checkpoint-damaged', message: expect.stringMatching(/CRC-32 [^]*remove it to go on from the one before, .*step-000000014/) as string };
    await expect(resumeRunDirectory(path)).rejects.toMatchObject(refused);
    await expect(newestCheckpoint(path)).rejects.toMatchObject(refused);
    await rm(join(path, file));
    await trainToEnd(await resumeRunDirectory(path));
    expect(await recordOf(path)).toEqual(whole);
  });

  it('whose model is not one says so', async () => {
    const path = newFolder();
    await (await createRunDirectory(path, newRun)).close();
    await writeFile(join(path, 'model.json'), '{"format":');
    await expect(resumeRunDirectory(path)).rejects.toMatchObject({ code: 'not-json', message: expect.stringContaining('model.json') as string });
    await writeFile(join(path, 'model.json'), '{}');
    await expect(resumeRunDirectory(path)).rejects.toMatchObject({ name: 'SpecError', message: expect.stringContaining('model.json, model') as string });
  });

  it('where nothing may be written is an error with the path', async () => {
    const path = newFolder();
    await mkdir(path);
    await chmod(path, 0o555);
    await withoutPrivileges(() => expect(createRunDirectory(join(path, 'run'), newRun)).rejects.toMatchObject({ code: 'file-not-permitted' }));
  });

  it('below a file is an error with the path', async () => {
    const path = newFolder();
    await writeFile(path, '');
    await expect(createRunDirectory(join(path, 'run'), newRun)).rejects.toMatchObject({ code: 'not-a-directory', message: expect.stringContaining(path) as string });
  });
});

describe('a run that is interrupted and resumed', () => {
  let uninterrupted: unknown;
  beforeAll(async () => {
    const path = newFolder();
    await trainToEnd(await createRunDirectory(path, newRun));
    uninterrupted = await recordOf(path);
  });

  it('by a signal saves, and ends with the bits of one that was not', async () => {
    const path = newFolder();
    let run = await createRunDirectory(path, newRun);
    let interruptions = 0;
    for (const step of [1, 4, 7, 10, 13]) {
      const stop = new AbortController();
      for await (const event of fit(fitting(run, { signal: stop.signal, checkpointEvery: {} }))) {
        if (event.event === 'step' && event.step >= step) stop.abort();
        if (event.event === 'interrupted') {
          expect(event).toMatchObject({ directory: path });
          expect(run.path).toBe(path);
          interruptions += 1;
        }
      }
      await run.close();
      const before = run.checkpoint;
      run = await resumeRunDirectory(path);
      expect(run.checkpoint?.progress.step).toBeGreaterThanOrEqual(Math.max(step, before?.progress.step ?? 0));
    }
    expect(interruptions).toBe(5);
    await trainToEnd(run);
    expect(await recordOf(path)).toEqual(uninterrupted);
  });

  it('in the middle of a test goes on with that test', async () => {
    const path = newFolder();
    const run = await createRunDirectory(path, newRun);
    const stop = new AbortController();
    const test = { ...tinyBatches, batch: (epoch: number, index: number) => (index === 2 && stop.abort(), tinyBatches.batch(epoch, index)) };
    const kinds: string[] = [];
    for await (const { event } of fit(fitting(run, { signal: stop.signal, test }))) kinds.push(event);
    expect(kinds.slice(-2)).toEqual(['checkpoint', 'interrupted']);
    await run.close();
    const resumed = await resumeRunDirectory(path);
    expect(resumed.checkpoint?.progress).toMatchObject({ epoch: 0, batch: 5, step: 5 });
    expect(resumed.checkpoint).not.toHaveProperty('state');
    await trainToEnd(resumed);
    expect(await recordOf(path)).toEqual(uninterrupted);
  });

  it('after its end only says so again', async () => {
    const path = newFolder();
    await trainToEnd(await createRunDirectory(path, newRun));
    const run = await resumeRunDirectory(path);
    const events: FitEvent[] = [];
    for await (const event of fit(fitting(run))) events.push(event);
    await run.close();
    expect(events.map(({ event }) => event)).toEqual(['start', 'end']);
    expect(events[0]).toMatchObject({ resumedAt: { epoch: 3, step: 15 } });
    expect(await recordOf(path)).toEqual(uninterrupted);
  });

  it('by death at any event, with half a line and half a checkpoint written, ends with the bits of one that was not', async () => {
    const deaths = fc.array(fc.record({ event: fc.integer({ min: 1, max: 12 }), halfLine: fc.boolean(), halfCheckpoint: fc.boolean() }), { maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(deaths, async (all) => {
        let path = newFolder();
        let run = await createRunDirectory(path, newRun);
        for (const { event, halfLine, halfCheckpoint } of all) {
          let seen = 0;
          for await (const _ of fit(fitting(run))) if (++seen === event) break;
          // What is on the disk now is what a killed process would have left.
          const left = newFolder();
          await cp(path, left, { recursive: true, filter: (source) => !source.endsWith('lock') });
          await run.close();
          path = left;
          if (halfLine) await appendFile(join(path, 'events.jsonl'), '{"event":"st');
          if (halfCheckpoint) await writeFile(join(path, 'checkpoints', 'step-000000099.safetensors.7.tmp'), 'half');
          run = await resumeRunDirectory(path);
        }
        await trainToEnd(run);
        expect(await recordOf(path)).toEqual(uninterrupted);
        expect(await readdir(join(path, 'checkpoints'))).toHaveLength(2);
      }),
      { numRuns: 15 },
    );
  });

  it('by SIGKILL, again and again, ends with the bits of one that was not', { timeout: 120_000 }, async () => {
    const training = await bundled('tinyTraining', folder);
    const whole = newFolder();
    expect(await start(training, [whole]).finished).toMatchObject({ exitCode: 0, output: expect.stringMatching(/end\n$/) as string });
    const path = newFolder();
    let kills = 0;
    for (;;) {
      const { process: child, finished } = start(training, [path]);
      // At once, in the middle of the start, or within milliseconds of any of the first events.
      const after = kills < 12 ? Math.floor(8 * Math.random()) : Infinity;
      if (after === 0) setTimeout(() => child.kill('SIGKILL'), 100 * Math.random());
      let lines = 0;
      child.stdout?.on('data', (chunk: Buffer) => {
        lines += chunk.toString().split('\n').length - 1;
        if (lines >= after) setTimeout(() => child.kill('SIGKILL'), 5 * Math.random());
      });
      const { exitCode, output } = await finished;
      if (exitCode === null) {
        kills += 1;
        continue;
      }
      expect({ exitCode, output }).toEqual({ exitCode: 0, output: expect.stringMatching(/end\n$/) as string });
      break;
    }
    expect(kills).toBeGreaterThan(0);
    expect(await recordOf(path)).toEqual(await recordOf(whole));
  });
});

describe('a checkpoint', () => {
  it('keeps sums to the bit, and those that are no numbers', async () => {
    const path = newFolder();
    const run = await createRunDirectory(path, newRun);
    const state: Checkpoint['state'] = new Map([['w', { shape: [2], values: Float32Array.of(Number.NaN, 1e-45) }]]);
    const progress: Checkpoint['progress'] = {
      epoch: 1,
      batch: 2,
      step: 7,
      sums: { loss: 0.1 + 0.2, correct: 3, images: 8, seconds: 1 / 3 },
      seconds: 2 / 3,
      learnt: { training: true, test: false },
      last: { trainLoss: Number.NaN, trainAccuracy: Infinity },
    };
    await run.save({ state, progress });
    await run.close();
    expect(await newestCheckpoint(path)).toEqual({ state, progress, eventBytes: 0, file: join('checkpoints', 'step-000000007.safetensors') });
  });

  it('with any bit turned is refused', async () => {
    const state: Checkpoint['state'] = new Map([['a', { shape: [2], values: Float32Array.of(1, -2) }], ['b', { shape: [], values: Float32Array.of(0) }]]);
    const whole = Buffer.concat(encodeCheckpoint({ state, progress: { ...beginning, step: 3 }, eventBytes: 12 }));
    const file = join(newFolder(), 'checkpoint');
    await mkdir(join(file, '..'));
    await writeFile(file, whole);
    await readCheckpoint(file);
    // Where the padding of the header is, a space may become what JSON takes for one too.
    const padding = new Set([...whole.entries()].filter(([index, byte]) => byte === 0x20 && index > whole.indexOf('}}')).map(([index]) => index));
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: whole.length - 1 }).filter((at) => !padding.has(at)), fc.integer({ min: 0, max: 7 }), async (at, bit) => {
        const turned = Buffer.from(whole);
        turned[at] = (turned[at] ?? 0) ^ (1 << bit);
        await writeFile(file, turned);
        await expect(readCheckpoint(file)).rejects.toBeInstanceOf(ArchetypeError);
      }),
    );
  });

  it('is not any safetensors file', async () => {
    const weights = new URL('../../fixtures/types.safetensors', import.meta.url).pathname;
    const path = newFolder();
    await (await createRunDirectory(path, newRun)).close();
    await cp(weights, join(path, 'checkpoints', 'step-000000001.safetensors'));
    // The fixture holds integers of 64 bits, which are no weights; a file of weights alone lacks the progress.
    await expect(resumeRunDirectory(path)).rejects.toMatchObject({ code: 'element-type-not-a-weight' });
    const { writeSafetensors } = await import('../checkpoint/safetensors/write.js');
    await writeSafetensors(join(path, 'checkpoints', 'step-000000001.safetensors'), new Map());
    await expect(resumeRunDirectory(path)).rejects.toMatchObject({ code: 'not-a-checkpoint' });
  });
});
