// Whole training steps on an engine of backend-tfjs, and in turn on its rivals: TensorFlow.js as published (tf.layers), PyTorch eager, Keras. See README.md.
import { fileURLToPath } from 'node:url';
import { zoo } from '@archetype/spec';
import { median } from '../archetype.mjs';
import { commandLine, refuse } from '../commandLine.mjs';
import { inTurn, startWorker } from '../turns.mjs';

/** Net, input side, batch size. tf.layers takes the nets of plain layers. */
const nets = {
  lenet: { side: 28, batchSize: 128, steps: 40, layers: true },
  'lenet:256': { side: 28, batchSize: 256, steps: 40, layers: true },
  'lenet-relu': { side: 28, batchSize: 128, steps: 40, layers: true },
  'lenet-bn': { side: 28, batchSize: 128, steps: 40, layers: true },
  alexnet: { side: 224, batchSize: 32, steps: 2 },
  resnet18: { side: 96, batchSize: 32, steps: 3 },
};

const usage = 'bench/tfjs/compare.mjs [NET…] [--device wasm|node|node-gpu|webgpu|cpu] [--rivals NAME,…] [--rounds N] [--threads N]';
const { values, positionals } = commandLine(usage, {
  allowPositionals: true,
  options: {
    rounds: { type: 'string', default: '3' },
    threads: { type: 'string', default: '2' },
    device: { type: 'string', default: 'wasm' },
    rivals: { type: 'string' },
  },
});
const threads = Number(values.threads);
const here = (name) => fileURLToPath(new URL(name, import.meta.url));
const torchPython = process.env.ARCHETYPE_BENCH_PYTHON ?? 'python3';
const kerasPython = process.env.ARCHETYPE_BENCH_TENSORFLOW_PYTHON ?? 'python3';

/** Who is timed beside us; on native TensorFlow that is TensorFlow's own Python. */
const rivals = {
  one: { says: 'ours, 1 thread', start: (settings) => startWorker(process.execPath, [here('worker.mjs')], { ...settings, threads: 1 }) },
  layers: { says: 'tf.layers', takes: ({ layers }) => layers, start: (settings) => startWorker(process.execPath, [here('layersWorker.mjs')], settings) },
  torch: { says: 'PyTorch eager', start: (settings) => startWorker(torchPython, [here('../ort/torch_worker.py')], settings) },
  'keras-eager': { says: 'Keras eager', start: (settings) => startWorker(kerasPython, [here('keras_worker.py')], { ...settings, mode: 'eager' }) },
  'keras-graph': { says: 'Keras tf.function', start: (settings) => startWorker(kerasPython, [here('keras_worker.py')], { ...settings, mode: 'graph' }) },
};
const named = values.rivals?.split(',').filter((name) => name !== '') ?? (values.device.startsWith('node') ? ['keras-eager', 'keras-graph'] : ['one', 'layers', 'torch']);
for (const name of positionals) if (nets[name] === undefined) refuse(usage, `${name} is not among the nets: ${Object.keys(nets).join(', ')}`);
for (const name of named) if (rivals[name] === undefined) refuse(usage, `${name} is not among the rivals: ${Object.keys(rivals).join(', ')}`);

function compareNet(name) {
  const { side, batchSize, steps } = nets[name];
  const [kind] = name.split(':');
  const model = { ...zoo[kind], input: [zoo[kind].input[0], side, side] };
  const settings = { model, batchSize, threads, learningRate: 0.01, device: values.device, layout: 'nchw' };
  const starts = { ours: () => startWorker(process.execPath, [here('worker.mjs')], settings) };
  for (const rival of named) if (rivals[rival].takes?.(nets[name]) ?? true) starts[rival] = () => rivals[rival].start(settings);
  return inTurn(starts, { rounds: Number(values.rounds), steps, first: Math.min(3, steps) });
}

const cpu = ({ cpu: each }) => (each.length > 0 ? `; ${median(each).toFixed(1)}` : '');
const cell = (worker) => (worker ? `${median(worker.milliseconds).toFixed(1)} (${Math.min(...worker.milliseconds).toFixed(1)}${cpu(worker)})` : '');
const ratio = (other, ours) => (other ? (median(other.milliseconds) / median(ours.milliseconds)).toFixed(2) : '');
const row = (cells) => console.log(`| ${cells.join(' | ')} |`);
console.log(`Milliseconds a step, median (least; of the processor, over all threads) of ${values.rounds} rounds in turn, ${threads} threads.\n`);
row(['net, input, batch', `tfjs:${values.device}`, ...named.flatMap((rival) => [rivals[rival].says, 'times faster than that']), 'peak MB']);
row(['---', '---', ...named.flatMap(() => ['---', '---']), '---']);
for (const name of positionals.length > 0 ? positionals : Object.keys(nets)) {
  const workers = await compareNet(name);
  const { side, batchSize } = nets[name];
  const against = named.flatMap((rival) => [cell(workers[rival]), ratio(workers[rival], workers.ours)]);
  row([`${name.split(':')[0]} ${side}, ${batchSize}`, cell(workers.ours), ...against, workers.ours.peak.toFixed(0)]);
}
