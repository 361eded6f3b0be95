// Whole training steps of zoo nets here and in PyTorch eager, in turn. See README.md.
import { fileURLToPath } from 'node:url';
import { zoo } from '@archetype/spec';
import { median } from '../archetype.mjs';
import { commandLine, refuse } from '../commandLine.mjs';
import { inTurn, startWorker } from '../turns.mjs';

/** Net, input side, batch size: what the project promises. */
const nets = {
  lenet: { side: 28, batchSize: 256, steps: 20 },
  'lenet-bn': { side: 28, batchSize: 256, steps: 20 },
  alexnet: { side: 224, batchSize: 32, steps: 2 },
  'vgg11-ratio4': { side: 224, batchSize: 16, steps: 3 },
  nin: { side: 224, batchSize: 32, steps: 2 },
  googlenet: { side: 96, batchSize: 32, steps: 4 },
  resnet18: { side: 96, batchSize: 32, steps: 4 },
  densenet: { side: 96, batchSize: 32, steps: 4 },
};

const usage = 'bench/ort/compare.mjs [NET…] [--rounds N] [--threads N] [--precision fast|exact] [--recompute] [--no-torch]';
const { values, positionals } = commandLine(usage, {
  allowPositionals: true,
  options: {
    rounds: { type: 'string', default: '11' },
    threads: { type: 'string', default: '2' },
    precision: { type: 'string', default: 'fast' },
    recompute: { type: 'boolean', default: false },
    'no-torch': { type: 'boolean', default: false },
  },
});
for (const name of positionals) if (nets[name] === undefined) refuse(usage, `${name} is not among the nets: ${Object.keys(nets).join(', ')}`);
const python = process.env.ARCHETYPE_BENCH_PYTHON ?? 'python3';
const threads = Number(values.threads);
const here = (name) => fileURLToPath(new URL(name, import.meta.url));

function compareNet(name) {
  const { side, batchSize, steps } = nets[name];
  const model = { ...zoo[name], input: [zoo[name].input[0], side, side] };
  const settings = { model, batchSize, threads, learningRate: 0.01, precision: values.precision, recompute: values.recompute };
  const sides = { ort: () => startWorker(process.execPath, [here('ort_worker.mjs')], settings) };
  if (!values['no-torch']) {
    for (const layout of ['nchw', 'channels_last']) sides[layout] = () => startWorker(python, [here('torch_worker.py')], { ...settings, layout });
  }
  return inTurn(sides, { rounds: Number(values.rounds), steps });
}

/** By the medians of one round each, since what else the machine does changes from round to round: their quotient's median (quartiles). */
function timesFaster(ort, peer) {
  const quotients = ort.rounds.map((milliseconds, round) => peer.rounds[round] / milliseconds).toSorted((a, b) => a - b);
  const at = (part) => quotients[Math.round(part * (quotients.length - 1))].toFixed(2);
  return `${at(0.5)} (${at(0.25)} to ${at(0.75)})`;
}

const cell = (worker) => (worker ? `${median(worker.milliseconds).toFixed(1)} (${Math.min(...worker.milliseconds).toFixed(1)})` : '');
console.log(`Milliseconds a step, median (least) of ${values.rounds} rounds in turn, ${threads} threads, precision ${values.precision}${values.recompute ? ', recompute' : ''}.\n`);
console.log('| net, input, batch | ort:cpu | PyTorch NCHW | PyTorch channels_last | times faster than the better (quartiles of the rounds) | peak MB: ort / PyTorch | first step, ms |');
console.log('|---|---|---|---|---|---|---|');
for (const name of positionals.length > 0 ? positionals : Object.keys(nets)) {
  const { ort, nchw, channels_last: channelsLast } = await compareNet(name);
  const peer = nchw && (median(nchw.milliseconds) < median(channelsLast.milliseconds) ? nchw : channelsLast);
  const ratio = peer ? timesFaster(ort, peer) : '';
  const memory = `${ort.peak.toFixed(0)}${nchw ? ` / ${Math.min(nchw.peak, channelsLast.peak).toFixed(0)}` : ''}`;
  const { side, batchSize } = nets[name];
  console.log(`| ${name} ${side}, ${batchSize} | ${cell(ort)} | ${cell(nchw)} | ${cell(channelsLast)} | ${ratio} | ${memory} | ${ort.about.firstStepMilliseconds.toFixed(0)} |`);
}
