// Peak resident memory of training processes against what the engine says beforehand. See README.md.
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { zoo } from '@archetype/spec';
import { commandLine } from '../commandLine.mjs';

const { values } = commandLine('bench/ort/memory.mjs [--only NET,…] [--steps N] [--threads N]', { options: { steps: { type: 'string', default: '5' }, threads: { type: 'string', default: '2' }, only: { type: 'string' } } });

const sgd = { kind: 'sgd', learningRate: 0.01 };
const adam = { kind: 'adam', learningRate: 0.001 };
/** A net at an input side and a batch size; the eight that are compared with PyTorch, with and without recomputation, and others. */
const setting = (name, side, batchSize, optimizer = sgd, recompute = false) => ({ name, side, batchSize, optimizer, recompute });
const eight = [
  setting('lenet', 28, 256),
  setting('lenet-bn', 28, 256),
  setting('alexnet', 224, 32),
  setting('vgg11-ratio4', 224, 16),
  setting('nin', 224, 32),
  setting('googlenet', 96, 32),
  setting('resnet18', 96, 32),
  setting('densenet', 96, 32),
];
const settings = [
  ...eight,
  ...eight.map((each) => ({ ...each, recompute: true })),
  setting('lenet', 28, 2048, adam),
  setting('alexnet', 224, 8),
  setting('nin', 224, 8, adam),
  setting('vgg11', 64, 16),
  setting('resnet18', 96, 64, adam),
  setting('resnet34', 64, 32, sgd, true),
  setting('densenet121', 64, 16),
  setting('mobilenet-v2', 96, 16),
  setting('squeezenet1.1', 96, 32, adam),
  setting('googlenet', 96, 8, adam, true),
].filter(({ name }) => values.only === undefined || values.only.split(',').includes(name));

const megabytes = (bytes) => (bytes / 2 ** 20).toFixed(0);

/** One process, which trains and ends. */
async function measure({ name, side, batchSize, optimizer, recompute }) {
  const model = { ...zoo[name], input: [zoo[name].input[0], side, side] };
  const child = spawn(process.execPath, [fileURLToPath(new URL('ort_worker.mjs', import.meta.url))], { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const ask = async (line) => {
    child.stdin.write(`${line}\n`);
    return JSON.parse((await lines.next()).value);
  };
  const { estimate } = await ask(JSON.stringify({ model, batchSize, optimizer, recompute, threads: Number(values.threads), precision: 'fast', estimate: true }));
  const { peakMegabytes } = await ask(values.steps);
  child.stdin.end();
  return { estimate, peakMegabytes };
}

console.log(`Megabytes (2^20), ${values.steps} steps after the first, ${values.threads} threads.\n`);
console.log('| net, input, batch, optimiser | measured peak | estimate | off by | of it process | state | values |');
console.log('|---|---|---|---|---|---|---|');
for (const each of settings) {
  const { name, side, batchSize, optimizer: { kind }, recompute } = each;
  const { estimate, peakMegabytes } = await measure(each);
  const off = estimate.total / 2 ** 20 / peakMegabytes - 1;
  const parts = [estimate.process, estimate.state, estimate.values].map(megabytes).join(' | ');
  console.log(`| ${name} ${side}, ${batchSize}, ${kind}${recompute ? ', recompute' : ''} | ${peakMegabytes.toFixed(0)} | ${megabytes(estimate.total)} | ${(100 * off).toFixed(0)} % | ${parts} |`);
}
