// Test accuracy after each epoch over several seeds, through the command line: mean and spread.
//     node accuracy.mjs lenet-bn --epochs 5 --seeds 3 --data full --engine ort:cpu --precision exact --batch-size 64
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { events, range } from './archetype.mjs';
import { commandLine } from './commandLine.mjs';

const usage = 'bench/accuracy.mjs [MODEL] [--epochs N] [--seeds N] [--data sample|full|FOLDER] [--engine ENGINE] [--precision exact|fast] [--batch-size N]';
const { positionals: [model = 'lenet-bn'], values } = commandLine(usage, {
  allowPositionals: true,
  options: {
    epochs: { type: 'string', default: '5' },
    seeds: { type: 'string', default: '3' },
    data: { type: 'string', default: 'full' },
    engine: { type: 'string', default: 'ort:cpu' },
    precision: { type: 'string', default: 'fast' },
    'batch-size': { type: 'string' },
  },
});
const runs = [];
for (const seed of range(Number(values.seeds))) {
  const out = mkdtempSync(join(tmpdir(), 'archetype-accuracy-'));
  const args = ['--epochs', values.epochs, '--data', values.data, '--engine', values.engine, '--precision', values.precision, '--seed', String(seed), '--out', join(out, 'run')];
  if (values['batch-size']) args.push('--batch-size', values['batch-size']);
  const epochs = (await events(['train', model, ...args])).filter(({ event }) => event === 'epoch');
  rmSync(out, { recursive: true });
  runs.push(epochs);
  const seconds = epochs.reduce((sum, epoch) => sum + epoch.seconds, 0);
  console.log(`seed ${seed}: ${epochs.map(({ testAccuracy }) => testAccuracy.toFixed(4)).join(' ')}   (${seconds.toFixed(1)} s of training)`);
}
console.log(`\n${model}, ${values.data} data, ${values.engine}, ${values.precision}, the model's recipe${values['batch-size'] ? `, batches of ${values['batch-size']}` : ''}, ${values.seeds} seeds\n`);
console.log('| epoch | mean | standard deviation | least | most |\n|---|---|---|---|---|');
for (const epoch of range(Number(values.epochs))) {
  const accuracies = runs.map((run) => run[epoch].testAccuracy);
  const mean = accuracies.reduce((sum, value) => sum + value, 0) / accuracies.length;
  const spread = Math.sqrt(accuracies.reduce((sum, value) => sum + (value - mean) ** 2, 0) / Math.max(1, accuracies.length - 1));
  console.log(`| ${epoch + 1} | ${[mean, spread, Math.min(...accuracies), Math.max(...accuracies)].map((value) => value.toFixed(4)).join(' | ')} |`);
}
