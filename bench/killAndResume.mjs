// Kills a run with SIGKILL at random moments and resumes it, over and over: does it lose anything? Each trial is one run that is
// killed `kills` times on its way; at its end every loss and every tensor must be, bit for bit, those of a run that was left alone.
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { readSafetensors } from '@archetype/training';
import { commandLine } from './commandLine.mjs';

const { positionals: [asked = '50', engine = 'ort:cpu'] } = commandLine('bench/killAndResume.mjs [KILLS] [ENGINE]', { allowPositionals: true });
const wanted = Number(asked);
const bin = fileURLToPath(new URL('../packages/cli/bin/archetype.js', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'archetype-kills-'));
const recipe = ['lenet-bn', '--engine', engine, '--limit', '2048', '--batch-size', '16', '--epochs', '3', '--seed', '11', '--optimizer', 'adam'];
/** A kill may come while the program starts, loads, trains, tests, writes a checkpoint or a report. */
const longest = 4000;
const killsInTrial = 5;

const start = (args) => spawn(process.execPath, [bin, 'train', ...args], { cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] });
const endOf = (child) =>
  new Promise((resolve) => {
    let messages = '';
    child.stderr.setEncoding('utf8').on('data', (text) => (messages += text));
    child.on('close', (code) => resolve({ code, messages }));
  });

/** What makes two runs the same: the loss of every step in order, and the last state. */
async function resultOf(run) {
  const steps = readFileSync(join(folder, run, 'events.jsonl'), 'utf8').trim().split('\n').map((line) => JSON.parse(line)).filter(({ event }) => event === 'step');
  const [newest] = readdirSync(join(folder, run, 'checkpoints')).toSorted().toReversed();
  const { tensors } = await readSafetensors(join(folder, run, 'checkpoints', newest));
  const bits = [...tensors].map(([name, { values }]) => [name, Buffer.from(values.buffer, values.byteOffset, values.byteLength).toString('base64')]);
  return JSON.stringify([steps.map(({ step, loss }) => [step, loss]), bits]);
}

const whole = await endOf(start([...recipe, '--out', 'whole']));
if (whole.code !== 0) throw new Error(whole.messages);
const expected = await resultOf('whole');

let kills = 0;
let lost = 0;
let different = 0;
let trials = 0;
while (kills < wanted) {
  trials += 1;
  const run = `killed-${trials}`;
  const argsNow = () => (existsSync(join(folder, run, 'recipe.json')) ? ['--resume', run] : [...recipe, '--out', run]);
  for (let mine = 0; mine < killsInTrial && kills < wanted; ) {
    const child = start(argsNow());
    const end = endOf(child);
    const finished = await Promise.race([wait(Math.random() * longest, false), end.then(() => true)]);
    if (finished) break;
    child.kill('SIGKILL');
    await end;
    kills += 1;
    mine += 1;
  }
  const last = await endOf(start(argsNow()));
  if (last.code !== 0) {
    lost += 1;
    console.log(`trial ${trials}: lost\n${last.messages}`);
  } else if ((await resultOf(run)) !== expected) {
    different += 1;
    console.log(`trial ${trials}: other losses or weights`);
  }
  rmSync(join(folder, run), { recursive: true, force: true });
  console.error(`  ${kills} of ${wanted} kills, ${trials} runs`);
}
rmSync(folder, { recursive: true, force: true });
console.log(`${engine}: ${kills} kills at random moments in ${trials} runs; ${lost} runs lost, ${different} not bit-identical`);
process.exitCode = lost + different > 0 ? 1 : 0;
