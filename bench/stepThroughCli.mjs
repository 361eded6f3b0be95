// LeNet, batch 256: milliseconds a step through the command line (batch preparation, shuffling and events included) and in PyTorch eager, in turn.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { events, median, range, runPython } from './archetype.mjs';
import { commandLine } from './commandLine.mjs';

const usage = 'bench/stepThroughCli.mjs [--model MODEL] [--engine ENGINE] [--batch-size N] [--rounds N] [--epochs N] [--threads N]';
const { values } = commandLine(usage, {
  options: {
    model: { type: 'string', default: 'lenet' },
    engine: { type: 'string', default: 'ort:cpu' },
    'batch-size': { type: 'string', default: '256' },
    rounds: { type: 'string', default: '5' },
    epochs: { type: 'string', default: '4' },
    threads: { type: 'string', default: '2' },
  },
});
const batchSize = Number(values['batch-size']);

async function throughCli() {
  const out = mkdtempSync(join(tmpdir(), 'archetype-step-'));
  const args = ['--engine', values.engine, '--batch-size', values['batch-size'], '--epochs', values.epochs, '--threads', values.threads];
  const found = await events(['train', values.model, ...args, '--data', 'sample', '--no-test', '--out', join(out, 'run')]);
  rmSync(out, { recursive: true });
  // The first epoch compiles, for whole batches and for the last one, and is left out.
  return found.filter(({ event, epoch }) => event === 'epoch' && epoch > 1).map(({ imagesPerSecond }) => (batchSize / imagesPerSecond) * 1e3);
}

const torch = (layout) => runPython('torch/stepTime.py', [values.model, values['batch-size'], values.threads, layout]).milliseconds;

const measured = { [values.engine]: [], 'PyTorch NCHW': [], 'PyTorch channels_last': [] };
for (const _ of range(Number(values.rounds))) {
  measured[values.engine].push(...(await throughCli()));
  measured['PyTorch NCHW'].push(...torch('nchw'));
  measured['PyTorch channels_last'].push(...torch('channels_last'));
}
const medians = Object.fromEntries(Object.entries(measured).map(([name, milliseconds]) => [name, median(milliseconds)]));
console.log(`${values.model}, batch ${batchSize}, ${values.threads} threads, milliseconds a step, median of ${values.rounds} rounds in turn\n`);
for (const [name, milliseconds] of Object.entries(medians)) console.log(`${name.padEnd(24)} ${milliseconds.toFixed(2).padStart(7)}`);
const ours = medians[values.engine];
console.log(`\nrelative to PyTorch NCHW: ${(ours / medians['PyTorch NCHW']).toFixed(2)}; to channels_last: ${(ours / medians['PyTorch channels_last']).toFixed(2)}`);
