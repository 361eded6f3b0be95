import { readFileSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { readSafetensors } from '@archetype/training';
import { describe, expect, it } from 'vitest';
import { archetype, archetypeWell, ended, start, temporaryFolder } from './archetype.js';

const RECIPE = ['lenet-bn', '--engine', 'ort:cpu', '--threads', '1', '--limit', '1024', '--batch-size', '16', '--epochs', '3', '--seed', '7'];

/** Losses of every step, and the last weights: what two runs must have in common to be the same run. */
async function resultOf(run: string): Promise<{ readonly losses: readonly number[]; readonly state: Readonly<Record<string, string>> }> {
  const events = readFileSync(join(run, 'events.jsonl'), 'utf8').trim().split('\n').map((line) => JSON.parse(line) as { event: string; step: number; loss: number });
  const [newest = ''] = readdirSync(join(run, 'checkpoints')).toSorted().toReversed();
  const { tensors } = await readSafetensors(join(run, 'checkpoints', newest));
  const steps = events.filter(({ event }) => event === 'step');
  expect(steps.map(({ step }) => step)).toEqual(steps.map((_, index) => index + 1));
  return {
    losses: steps.map(({ loss }) => loss),
    state: Object.fromEntries([...tensors].map(([name, { values }]) => [name, Buffer.from(values.buffer, values.byteOffset, values.byteLength).toString('base64')])),
  };
}

/** Waits for a line of the run's output; the run ends early if it never comes. */
async function untilSteps(run: string, steps: number): Promise<void> {
  for (let tries = 0; tries < 2400; tries += 1) {
    try {
      if (readFileSync(join(run, 'events.jsonl'), 'utf8').split('"event":"step"').length > steps) return;
    } catch {
      // Not begun yet.
    }
    await wait(25);
  }
  throw new Error(`no ${steps} steps in a minute`);
}

describe('an interrupted run', () => {
  it('finishes the step on SIGINT, saves, exits with 130, and goes on bit for bit', async () => {
    const folder = temporaryFolder();
    await archetypeWell(folder, ['train', ...RECIPE, '--out', 'whole']);
    const child = start(folder, ['train', ...RECIPE, '--out', 'parted']);
    let stderr = '';
    child.stderr?.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    const end = ended(child);
    await untilSteps(join(folder, 'parted'), 20);
    child.kill('SIGINT');
    expect(await end).toEqual({ code: 130, signal: null });
    expect(stderr).toMatch(/Stopped after step \d+, in epoch \d, and saved\. To go on:\n +npx archetype train --resume parted/);
    await archetypeWell(folder, ['train', '--resume', 'parted']);
    expect(await resultOf(join(folder, 'parted'))).toEqual(await resultOf(join(folder, 'whole')));
    const again = await archetype(folder, ['train', '--resume', 'parted', '--batch-size', '9']);
    expect(again.code).toBe(2);
  });

  it('goes on to more epochs as one that began with so many', async () => {
    const folder = temporaryFolder();
    const shorter = RECIPE.with(RECIPE.indexOf('--epochs') + 1, '1');
    await archetypeWell(folder, ['train', ...RECIPE, '--out', 'whole']);
    await archetypeWell(folder, ['train', ...shorter, '--out', 'longer']);
    const { stderr } = await archetypeWell(folder, ['train', '--resume', 'longer', '--epochs', '3']);
    expect(stderr).toMatch(/going on after step 64, in epoch 1 of 3/);
    expect(await resultOf(join(folder, 'longer'))).toEqual(await resultOf(join(folder, 'whole')));
    const fewer = await archetype(folder, ['train', '--resume', 'longer', '--epochs', '2']);
    expect(fewer).toMatchObject({ code: 2, stderr: expect.stringContaining('the run is in epoch 3, so it cannot be one of 2') as string });
  });

  it('leaves at once on a second SIGINT', async () => {
    const folder = temporaryFolder();
    const child = start(folder, ['train', 'alexnet', '--limit', '256', '--no-test', '--out', 'run']);
    let stderr = '';
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
      // Its steps take long, so the second comes before the step is over.
      if (text.includes('again to leave at once')) child.kill('SIGINT');
    });
    const end = ended(child);
    await wait(3000);
    child.kill('SIGINT');
    expect(await end).toEqual({ code: 130, signal: null });
    // That is what one SIGINT comes to.
    expect(stderr).not.toContain('Stopped after step');
  });

  it('survives SIGKILL at any moment: resumed, it has the losses and weights of one that was never killed', async () => {
    const folder = temporaryFolder();
    await archetypeWell(folder, ['train', ...RECIPE, '--out', 'whole']);
    const whole = await resultOf(join(folder, 'whole'));
    const run = join(folder, 'killed');
    let begun = false;
    const kills: number[] = [];
    while (kills.length < 5) {
      const child = start(folder, begun ? ['train', '--resume', 'killed'] : ['train', ...RECIPE, '--out', 'killed']);
      const end = ended(child);
      const after = 200 + Math.floor(Math.random() * 2500);
      const killed = await Promise.race([wait(after, true), end.then(() => false)]);
      child.kill('SIGKILL');
      await end;
      if (killed) kills.push(after);
      begun = readdirSync(folder).includes('killed') && readdirSync(run).includes('recipe.json');
      if (!begun) rmSync(run, { recursive: true, force: true });
      if (!killed) break;
    }
    await archetypeWell(folder, begun ? ['train', '--resume', 'killed'] : ['train', ...RECIPE, '--out', 'killed']);
    expect(await resultOf(run), `killed after ${kills.join(', ')} ms`).toEqual(whole);
  });

  it('refuses what would make the rest of it another run', async () => {
    const folder = temporaryFolder();
    await archetypeWell(folder, ['train', 'lenet', '--engine', 'ort:cpu', '--limit', '32', '--batch-size', '32', '--epochs', '1', '--no-test', '--out', 'run']);
    for (const [args, said] of [
      [['lenet-bn'], /this run trains lenet, not lenet-bn/],
      [['--engine', 'tfjs'], /this run is on ort:cpu; on tfjs it would not go on as it began/],
      [['--seed', '3'], /--seed cannot be given/],
      [['--weights', 'x.safetensors'], /--weights cannot be given/],
    ] as const) {
      const { code, stderr } = await archetype(folder, ['train', ...args, '--resume', 'run']);
      expect(stderr).toMatch(said);
      expect(code).toBe(2);
    }
    expect((await archetype(folder, ['train', 'lenet', '--resume', 'run', '--engine', 'ort'])).code).toBe(0);
  });
});

describe('a pipe', () => {
  it('may be closed by its reader, in silence', async () => {
    const folder = temporaryFolder();
    const child = start(folder, ['show', 'densenet201']);
    let stderr = '';
    child.stderr?.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    const end = ended(child);
    child.stdout?.once('data', () => child.stdout?.destroy());
    expect(await end).toEqual({ code: 0, signal: null });
    expect(stderr).toBe('');
  });
});
