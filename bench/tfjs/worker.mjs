// Trains a model through backend-tfjs and says how long each step took. One request a line on standard input, one answer a line.
import { createInterface } from 'node:readline';
import { backend } from '@archetype/backend-tfjs';
import { defineRecipe } from '@archetype/spec';
import { createGraphSet, initialState, trainingFeeds } from '@archetype/training';

const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
const { model, batchSize, learningRate, threads, device } = JSON.parse((await lines.next()).value);
const [, height, width] = model.input;
const dataset = { name: 'fashion-mnist', ...(height === 28 && width === 28 ? {} : { resize: [height, width] }) };
const recipe = defineRecipe({ name: 'bench', model, batchSize, dataset, optimizer: { kind: 'sgd', learningRate } });

const begun = performance.now();
const engine = await backend.open(device, { threads });
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
console.log(JSON.stringify({ version: engine.environment.runtime, threads: engine.environment.threads, firstStepMilliseconds: performance.now() - begun }));
for await (const line of lines) {
  const milliseconds = [];
  const before = process.cpuUsage();
  for (let i = 0; i < Number(line); i++) {
    const begin = performance.now();
    await step();
    milliseconds.push(performance.now() - begin);
  }
  const { user, system } = process.cpuUsage(before);
  const cpuMilliseconds = (user + system) / 1000 / Number(line);
  console.log(JSON.stringify({ milliseconds, cpuMilliseconds, peakMegabytes: process.resourceUsage().maxRSS / 1024 }));
}
await program.dispose();
await engine.dispose();
