// Whole training steps on tfjs:wasm, on TensorFlow.js as published (tf.layers), and in PyTorch eager, in turn. See README.md.
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { zoo } from '@archetype/spec';

/** Net, input side, batch size. tf.layers takes the nets of plain layers. */
const nets = {
  lenet: { side: 28, batchSize: 128, steps: 40, layers: true },
  'lenet-relu': { side: 28, batchSize: 128, steps: 40, layers: true },
  'lenet-bn': { side: 28, batchSize: 128, steps: 40, layers: true },
  alexnet: { side: 224, batchSize: 32, steps: 2 },
  resnet18: { side: 96, batchSize: 32, steps: 3 },
};

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    rounds: { type: 'string', default: '3' },
    threads: { type: 'string', default: '2' },
    device: { type: 'string', default: 'wasm' },
    'no-torch': { type: 'boolean', default: false },
  },
});
const python = process.env.ARCHETYPE_BENCH_PYTHON ?? 'python3';
const threads = Number(values.threads);
const here = (name) => fileURLToPath(new URL(name, import.meta.url));

/** A process that answers one line with one line. */
async function startWorker(command, args, settings) {
  const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const ask = async (line) => {
    child.stdin.write(`${line}\n`);
    const { value, done } = await lines.next();
    if (done) throw new Error(`${command} ${args.join(' ')} ended`);
    return JSON.parse(value);
  };
  const about = await ask(JSON.stringify(settings));
  return { about, run: ask, stop: () => child.stdin.end() };
}

async function compareNet(name) {
  const { side, batchSize, steps, layers } = nets[name];
  const model = { ...zoo[name], input: [zoo[name].input[0], side, side] };
  const settings = { model, batchSize, threads, learningRate: 0.01, device: values.device, layout: 'nchw' };
  const sides = {
    ours: () => startWorker(process.execPath, [here('worker.mjs')], settings),
    one: () => startWorker(process.execPath, [here('worker.mjs')], { ...settings, threads: 1 }),
    ...(layers && { layers: () => startWorker(process.execPath, [here('layersWorker.mjs')], settings) }),
    ...(!values['no-torch'] && { torch: () => startWorker(python, [here('../ort/torch_worker.py')], settings) }),
  };
  const workers = {};
  for (const [key, start] of Object.entries(sides)) workers[key] = { ...(await start()), milliseconds: [], peak: 0 };
  // The first steps allocate, and are left out.
  for (const worker of Object.values(workers)) await worker.run(Math.min(3, steps));
  for (let round = 0; round < Number(values.rounds); round++) {
    for (const worker of Object.values(workers)) {
      const answer = await worker.run(steps);
      worker.milliseconds.push(...answer.milliseconds);
      worker.peak = answer.peakMegabytes;
    }
  }
  for (const worker of Object.values(workers)) worker.stop();
  return workers;
}

const median = (numbers) => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)];
const cell = (worker) => (worker ? `${median(worker.milliseconds).toFixed(1)} (${Math.min(...worker.milliseconds).toFixed(1)})` : '');
const ratio = (other, ours) => (other ? (median(other.milliseconds) / median(ours.milliseconds)).toFixed(2) : '');
console.log(`Milliseconds a step, median (least) of ${values.rounds} rounds in turn.\n`);
console.log(`| net, input, batch | tfjs:${values.device}, ${threads} threads | 1 thread | tf.layers | times faster than that | PyTorch eager, ${threads} threads | times faster than that | peak MB |`);
console.log('|---|---|---|---|---|---|---|---|');
for (const name of positionals.length > 0 ? positionals : Object.keys(nets)) {
  const { ours, one, layers, torch } = await compareNet(name);
  const { side, batchSize } = nets[name];
  console.log(
    `| ${name} ${side}, ${batchSize} | ${cell(ours)} | ${cell(one)} | ${cell(layers)} | ${ratio(layers, ours)} | ${cell(torch)} | ${ratio(torch, ours)} | ${ours.peak.toFixed(0)} |`,
  );
}
