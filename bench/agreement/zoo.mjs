// Every network of the zoo on every engine present, against PyTorch in double precision, and the table in docs/agreement.md:
//   node bench/agreement/zoo.mjs                      # all networks
//   node bench/agreement/zoo.mjs --nets lenet,nin     # these anew; the others keep their figures
// Three steps from the same weights, with the same batches of 4 images and dropout masks, each network at the smallest input that it takes and that leaves
// batch normalisation 16 values a channel. The network goes to PyTorch as `archetype export --format pytorch` writes it. Figures lie in
// bench/results/agreement.json, written after each network.
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { defineRecipe, summarize, zoo } from '@archetype/spec';
import { createGraphSet, initialState, readSafetensors, tensorDifferences, trainingFeeds, writeSafetensors } from '@archetype/training';
import { bin, python } from '../archetype.mjs';
import { finished, lossDifference, missing, withProgram } from './engines.mjs';
import { agreementPage } from './page.mjs';

const root = process.env.ARCHETYPE_ROOT ?? fileURLToPath(new URL('../..', import.meta.url));
const results = `${root}/bench/results/agreement.json`;
const { values: asked } = parseArgs({
  options: {
    nets: { type: 'string', default: Object.keys(zoo).join(',') },
    engines: { type: 'string', default: 'ort:cpu exact,ort:cpu fast,ort:wasm exact,ort:wasm fast,tfjs:wasm,tfjs:node,tfjs:webgpu,tfjs:cpu' },
    // Plain JavaScript, and WebGPU without a card, take minutes a step of a large network.
    slow: { type: 'string', default: 'tfjs:cpu,tfjs:webgpu' },
    'slow-macs': { type: 'string', default: '6e7' },
  },
});
const [steps, batchSize, tolerance, learningRate] = [3, 4, 1e-3, 0.01];
const folder = mkdtempSync(join(tmpdir(), 'archetype-agreement-'));

/** The smallest square input, with the model for it. */
function smallest(name) {
  for (const side of [28, 32, 48, 64, 80, 96, 128, 160, 192, 224]) {
    const model = { ...zoo[name], input: [1, side, side] };
    const recipe = defineRecipe({ name: 'agreement', model, batchSize, epochs: 1, seed: 1, optimizer: { kind: 'sgd', learningRate } });
    const graphs = createGraphSet({ model, recipe, images: model.input });
    try {
      if (smallestNormalized(graphs.training(batchSize)) >= 16) return { name, side, model, recipe, graphs, ...summarize(model).totals };
    } catch (error) {
      if (error.name !== 'SpecError') throw error;
    }
  }
  throw new Error(`${name} takes none of the sizes`);
}

/** The fewest values that a batch normalisation of images takes the variance of. */
function smallestNormalized({ operations, tensors }) {
  const counts = operations.filter(({ kind }) => kind === 'batchNorm').map(({ inputs: [x] }) => {
    const [n, , ...sides] = tensors.get(x).shape;
    return sides.length === 0 ? Infinity : sides.reduce((product, side) => product * side, n);
  });
  return Math.min(...counts, Infinity);
}

/** What each step is fed: bytes from a linear congruential generator, and the masks of the recipe's seed. */
function feedsOf({ side, recipe, graphs }) {
  let state = 1;
  const next = () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) >>> 16;
  return Array.from({ length: steps }, (_, step) => {
    const pixels = Uint8Array.from({ length: batchSize * side * side }, () => next() & 255);
    const labels = Int32Array.from({ length: batchSize }, () => next() % 10);
    return trainingFeeds(graphs.training(batchSize), { pixels, labels }, recipe, { step, steps, stepsPerEpoch: steps });
  });
}

/** Losses and first gradients by PyTorch, in double precision and in float32. */
async function torchRun({ name, side, model, graphs }, initial, feeds) {
  const file = (end) => join(folder, `${name}.${end}`);
  const graph = graphs.training(batchSize);
  writeFileSync(file('json'), JSON.stringify(model));
  await finished(process.execPath, [bin, 'export', file('json'), '--format', 'pytorch', '-o', file('py')]);
  const state = graph.state.map(({ name: tensor, shape }) => [tensor, { shape, values: initial.get(tensor) }]);
  await writeSafetensors(file('weights.safetensors'), new Map(state));
  const floats = (values, scale = 1) => Float32Array.from(values, (value) => value / scale);
  const batches = new Map([['learningRate', { shape: [1], values: Float32Array.of(learningRate) }]]);
  feeds.forEach((feed, step) => {
    batches.set(`pixels/${step}`, { shape: [batchSize, 1, side, side], values: floats(feed.get('pixels'), 255) });
    batches.set(`labels/${step}`, { shape: [batchSize], values: floats(feed.get('labels')) });
    for (const { kind, path, inputs } of graph.operations)
      if (kind === 'dropout') batches.set(`mask/${step}/${path}`, { shape: [feed.get(inputs[1]).length], values: floats(feed.get(inputs[1])) });
  });
  await writeSafetensors(file('batches.safetensors'), batches);
  const script = `${root}/bench/torch/agreementRun.py`;
  const printed = await finished(python, [script, ...['py', 'weights.safetensors', 'batches.safetensors', 'gradients.safetensors'].map(file)]);
  const { tensors } = await readSafetensors(file('gradients.safetensors'));
  const gradients = (precision) => new Map([...tensors].filter(([key]) => key.startsWith(precision)).map(([key, { values }]) => [`${key.slice(precision.length + 1)}:gradient`, values]));
  const losses = JSON.parse(printed);
  return { exact: { losses: losses.float64, gradients: gradients('float64') }, rounded: { losses: losses.float32, gradients: gradients('float32') } };
}

/** The parameter whose gradient is furthest off. `all` are an engine's tensors, by which gradients that are zero by their nature are measured. */
function worstGradient(graph, all, mine, wanted) {
  let worst = { difference: 0 };
  const [a, b] = [mine, wanted].map((gradients) => new Map([...all, ...gradients]));
  for (const found of tensorDifferences(graph, tolerance)(a, b)) if (wanted.has(found.tensor) && found.difference > worst.difference) worst = found;
  return { gradient: worst.difference, tensor: worst.tensor };
}

const present = [];
for (const name of asked.engines.split(',')) {
  const reason = await missing(name);
  if (reason === undefined) present.push(name);
  else console.error(`${name} is left out: ${reason}`);
}
const known = existsSync(results) ? JSON.parse(readFileSync(results, 'utf8')) : {};
for (const net of asked.nets.split(',').map(smallest).toSorted((a, b) => a.macs - b.macs)) {
  const { name, side, macs, parameters, recipe, model, graphs } = net;
  const graph = graphs.training(batchSize);
  const [initial, feeds] = [initialState({ model, recipe }), feedsOf(net)];
  const { exact, rounded } = await torchRun(net, initial, feeds);
  const found = (known[name] = { side, macs, parameters, engines: { ...known[name]?.engines } });
  console.error(`${name} at ${side}`);
  for (const engine of present) {
    if (macs > Number(asked['slow-macs']) && asked.slow.split(',').includes(engine)) continue;
    try {
      await withProgram(engine, graphs, async (program) => {
        await program.writeState(initial);
        const all = await program.inspect(feeds[0], graph.operations.flatMap(({ outputs }) => outputs));
        await program.writeState(initial);
        const losses = [];
        for (const feed of feeds) losses.push((await (await program.step(feed))()).loss);
        const gradients = new Map([...exact.gradients.keys()].map((tensor) => [tensor, all.get(tensor)]));
        found.engines['PyTorch float32'] ??= { loss: lossDifference(rounded.losses, exact.losses), ...worstGradient(graph, all, rounded.gradients, exact.gradients) };
        found.engines[engine] = { loss: lossDifference(losses, exact.losses), ...worstGradient(graph, all, gradients, exact.gradients) };
      });
    } catch (error) {
      found.engines[engine] = { failed: String(error?.message ?? error).slice(0, 300) };
    }
    console.error(`  ${engine}: ${JSON.stringify(found.engines[engine])}`);
  }
  writeFileSync(results, `${JSON.stringify(known, null, 1)}\n`);
  writeFileSync(`${root}/docs/agreement.md`, agreementPage(known));
}
rmSync(folder, { recursive: true });
