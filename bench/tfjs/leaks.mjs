// Ten thousand steps on each TensorFlow.js engine present, each in a process of its own: tensors on the device and resident memory along the way.
// `small` has every container and most kinds of layer on pictures of 8 by 8, for engines on which a step of LeNet takes seconds.
// Flat means: as many tensors at the end as after the first step, and a line through the resident memory of the second half that rises by less than
// 1 KB a step. The metrics of every tenth step are read, as `train` reads them, and none of the others'. With --expose-gc before it and --collect behind, garbage is collected before
// memory is read: what V8 has not got round to, and what hangs on it, such as Dawn's objects, is then no part of it.
import { spawnSync } from 'node:child_process';
import { setImmediate } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import * as spec from '@archetype/spec';
import { backend } from '@archetype/backend-tfjs';
import { createGraphSet, initialState, trainingFeeds } from '@archetype/training';
import { commandLine, refuse } from '../commandLine.mjs';

const usage = '[--expose-gc] bench/tfjs/leaks.mjs [--engines wasm,node,webgpu,cpu] [--steps N] [--model lenet|small] [--collect]';
const { values } = commandLine(usage, {
  options: {
    engines: { type: 'string', default: 'wasm,node,webgpu,cpu' },
    steps: { type: 'string', default: '10000' },
    model: { type: 'string', default: 'lenet' },
    collect: { type: 'boolean', default: false },
    worker: { type: 'string' },
  },
});
const steps = Number(values.steps);
const batchSize = 8;
const mb = (bytes) => (bytes / 2 ** 20).toFixed(1);

const small = () => {
  const { avgPool2d, batchNorm, conv2d, dropout, flatten, linear, localResponseNorm, maxPool2d, parallel, relu, sigmoid } = spec;
  const layers = [
    conv2d({ outChannels: 4, kernelSize: 3, padding: 1 }),
    batchNorm(),
    relu(),
    parallel({ branches: [[conv2d({ outChannels: 4, kernelSize: 3, padding: 1, groups: 2 }), sigmoid()], []], merge: 'add' }),
    localResponseNorm({ size: 3 }),
    maxPool2d({ kernelSize: 2, stride: 1, dilation: 2 }),
    parallel({ branches: [[conv2d({ outChannels: 2, kernelSize: 1 })], [avgPool2d({ kernelSize: 3, stride: 1, padding: 1 })]], merge: 'concat' }),
    flatten(),
    dropout({ rate: 0.5 }),
    linear({ outFeatures: 10 }),
  ];
  return spec.defineModel({ name: 'small', input: [1, 8, 8], layers });
};

/** Rise of a line of least squares, in bytes a step. */
function slope(points) {
  const mean = (pick) => points.reduce((sum, point) => sum + pick(point), 0) / points.length;
  const [step, bytes] = [mean((point) => point.step), mean((point) => point.rss)];
  const across = points.reduce((sum, point) => sum + (point.step - step) * (point.rss - bytes), 0);
  return across / points.reduce((sum, point) => sum + (point.step - step) ** 2, 0);
}

/** What is not reachable goes, and then what native code kept for it. */
async function collect() {
  for (let turn = 0; turn < 3; turn++) {
    globalThis.gc();
    await setImmediate();
  }
}

async function work(device) {
  const model = values.model === 'small' ? small() : spec.zoo[values.model];
  const recipe = spec.defineRecipe({ name: 'leaks', model, batchSize, epochs: 1, optimizer: { kind: 'sgd', learningRate: 0.01, momentum: 0.9 } });
  const graphs = createGraphSet({ model, recipe, images: model.input });
  const engine = await backend.open(device, { threads: 2 });
  const program = await engine.compile(graphs);
  await program.writeState(initialState({ model, recipe }));
  const pixels = Uint8Array.from({ length: batchSize * model.input[1] * model.input[2] }, (_, i) => i % 251);
  const batch = { pixels, labels: Int32Array.from({ length: batchSize }, (_, i) => i % 10) };
  const graph = graphs.training(batchSize);
  const points = [];
  let [first, loss] = [0, 0];
  for (let step = 0; step < steps; step++) {
    const read = await program.step(trainingFeeds(graph, batch, recipe, { step, steps, stepsPerEpoch: steps }));
    if (step % 10 === 9) ({ loss } = await read());
    if (step === 9) first = program.tensorCount();
    if (step % Math.ceil(steps / 100) === 0) {
      if (values.collect) await collect();
      const { rss, heapTotal } = process.memoryUsage();
      points.push({ step, rss });
      console.error(`step ${step}: resident ${mb(rss)} MB, of it V8's heap ${mb(heapTotal)}`);
    }
  }
  const last = program.tensorCount();
  await program.dispose();
  const after = program.tensorCount();
  await engine.dispose();
  const half = points.slice(points.length / 2);
  console.log(JSON.stringify({ first, last, after, loss, rss: points.map(({ rss }) => rss), slope: slope(half) }));
  process.exit(0);
}

if (values.collect && globalThis.gc === undefined) refuse(usage, '--collect needs node --expose-gc');
if (values.worker !== undefined) await work(values.worker);
const script = fileURLToPath(import.meta.url);
console.log('| engine | steps | tensors after 10 | at the end | after dispose | resident MB at 10 % | 50 % | the end | bytes a step in the second half | flat |\n|---|---|---|---|---|---|---|---|---|---|');
for (const device of values.engines.split(',')) {
  const found = await backend.probe(device);
  if (!found.available) {
    console.error(`tfjs:${device} is left out: ${found.reason}`);
    continue;
  }
  const settings = ['--steps', values.steps, '--model', values.model, ...(values.collect ? ['--collect'] : [])];
  const { status, stdout } = spawnSync(process.execPath, [...process.execArgv, script, '--worker', device, ...settings], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });
  if (status !== 0) throw new Error(`tfjs:${device} ended with ${status}`);
  const { first, last, after: left, rss, slope: rise } = JSON.parse(stdout.trim().split('\n').at(-1));
  const flat = first === last && left === 0 && rise < 1024;
  if (!flat) process.exitCode = 1;
  const after = (share) => mb(rss[Math.floor(rss.length * share)]);
  const cells = [`tfjs:${device}`, steps, first, last, left, after(0.1), after(0.5), mb(rss.at(-1)), rise.toFixed(0), flat ? 'yes' : 'no'];
  console.log(`| ${cells.join(' | ')} |`);
}
