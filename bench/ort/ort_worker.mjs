// Trains a model through backend-ort and says how long each step took. One request a line on standard input, one answer a line.
import { createInterface } from 'node:readline';
import { backend } from '@archetype/backend-ort';
import { defineRecipe } from '@archetype/spec';
import { createGraphSet, initialState, trainingFeeds } from '@archetype/training';

const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
const settings = JSON.parse((await lines.next()).value);
const { model, batchSize, learningRate, threads, precision, recompute, optimizer = { kind: 'sgd', learningRate } } = settings;
const [, height, width] = model.input;
const dataset = { name: 'fashion-mnist', ...(height === 28 && width === 28 ? {} : { resize: [height, width] }) };
const recipe = defineRecipe({ name: 'bench', model, batchSize, dataset, optimizer });

const begun = performance.now();
const engine = await backend.open('cpu', { threads, precision, recompute });
const graphs = createGraphSet({ model, recipe, images: [1, 28, 28] });
const program = await engine.compile(graphs);
await program.writeState(initialState({ model, recipe }));
const graph = graphs.training(batchSize);

const images = Uint8Array.from({ length: 4 * batchSize * 784 }, () => Math.random() * 256);
const classes = Int32Array.from({ length: 4 * batchSize }, () => Math.random() * 10);
let taken = 0;
async function step() {
  const start = (taken % 4) * batchSize;
  const batch = { pixels: images.slice(start * 784, (start + batchSize) * 784), labels: classes.slice(start, start + batchSize) };
  const feeds = trainingFeeds(graph, batch, recipe, { step: taken++, steps: 1e6, stepsPerEpoch: 1e3 });
  return (await (await program.step(feeds))()).loss;
}

await step();
const firstStep = performance.now() - begun;
console.log(JSON.stringify({ version: engine.environment.runtime, firstStepMilliseconds: firstStep, estimate: settings.estimate ? engine.trainingMemory(graph) : undefined }));
for await (const line of lines) {
  const milliseconds = [];
  for (let i = 0; i < Number(line); i++) {
    const begin = performance.now();
    await step();
    milliseconds.push(performance.now() - begin);
  }
  console.log(JSON.stringify({ milliseconds, peakMegabytes: process.resourceUsage().maxRSS / 1024 }));
}
