// Twenty SGD steps (batch 64, rate 0.2) of the LeNets through the command line and in PyTorch beside it, from one safetensors file:
// the largest difference of a step's loss, and of a running statistic afterwards.
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { zoo } from '@archetype/spec';
import { readSafetensors } from '@archetype/training';
import { events, range, runPython } from './archetype.mjs';
import { commandLine } from './commandLine.mjs';

const { values } = commandLine('bench/agreement.mjs [--engines ENGINE,…] [--seeds N]', { options: { engines: { type: 'string', default: 'ort:cpu,tfjs:wasm' }, seeds: { type: 'string', default: '3' } } });
const cases = [{ name: 'lenet' }, { name: 'lenet-relu' }, { name: 'lenet-bn', variance: 'unbiased' }, { name: 'lenet-bn', variance: 'biased' }];
const folder = mkdtempSync(join(tmpdir(), 'archetype-agreement-'));

async function ours(model, engine, weights, out) {
  const settings = ['--weights', weights, '--no-shuffle', '--no-test', '--batch-size', '64', '--limit', '1280', '--epochs', '1'];
  const found = await events(['train', model, '--engine', engine, '--optimizer', 'sgd', '--learning-rate', '0.2', '--data', 'sample', ...settings, '--out', out]);
  const [newest] = readdirSync(join(out, 'checkpoints')).toSorted().toReversed();
  const { tensors } = await readSafetensors(join(out, 'checkpoints', newest));
  return { losses: found.filter(({ event }) => event === 'step').map(({ loss }) => loss), tensors };
}

/** The model with every batch norm's variance by the rule named, as a file. */
function modelFile(name, runningVariance) {
  const layers = zoo[name].layers.map((layer) => (layer.kind === 'batchNorm' ? { ...layer, runningVariance } : layer));
  const path = join(folder, `${name}-${runningVariance}.json`);
  writeFileSync(path, JSON.stringify({ ...zoo[name], layers }));
  return path;
}

/** The largest difference of a running statistic; undefined where the model has none. */
function statisticDifference(expected, tensors) {
  const differences = Object.entries(expected).flatMap(([name, values]) => values.map((value, i) => Math.abs(value - tensors.get(name).values[i])));
  return differences.length === 0 ? undefined : Math.max(...differences);
}

console.log('| model | seed | variance | engine | steps | largest loss difference | largest running-statistic difference |\n|---|---|---|---|---|---|---|');
const worst = { loss: 0, statistic: 0 };
for (const { name, variance } of cases) {
  for (const seed of range(Number(values.seeds))) {
    const weights = join(folder, `${name}-${seed}.safetensors`);
    const torch = runPython('torch/sgdRun.py', [name, String(seed), weights]);
    for (const engine of values.engines.split(',')) {
      const out = join(folder, [name, variance, seed, engine.replace(':', '-')].join('-'));
      const { losses, tensors } = await ours(variance ? modelFile(name, variance) : name, engine, weights, out);
      const loss = Math.max(...torch.losses.map((value, i) => Math.abs(value - losses[i])));
      const statistic = statisticDifference(torch.statistics[variance ?? 'unbiased'], tensors);
      worst.loss = Math.max(worst.loss, loss);
      worst.statistic = Math.max(worst.statistic, statistic ?? 0);
      const cells = [name, seed, variance ?? '', engine, losses.length, loss.toExponential(1), statistic?.toExponential(1) ?? ''];
      console.log(`| ${cells.join(' | ')} |`);
    }
  }
}
rmSync(folder, { recursive: true });
console.log(`\nlargest of all: loss ${worst.loss.toExponential(1)} (asked: 2e-4), running statistics ${worst.statistic.toExponential(1)} (asked: 1e-5)`);
