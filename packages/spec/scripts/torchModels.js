// Random models with what this package says of them, a JSON object a line: node scripts/torchModels.js COUNT SEED > models.jsonl
// Reads the built package: run `npm run build` first.
import { sample } from 'fast-check';
import { inferShapes, stateTensors, summarize } from '@archetype/spec';
import { modelSpec } from '@archetype/spec/testing';

const [count = '10000', seed = '1'] = process.argv.slice(2);

for (const model of sample(modelSpec({ maxLayers: 8 }), { numRuns: Number(count), seed: Number(seed) })) {
  const leaves = inferShapes(model).map(({ path, kind, outputShape }) => [path, kind, outputShape]);
  const state = stateTensors(model).map(({ name, shape }) => [name, shape]);
  process.stdout.write(`${JSON.stringify({ model, leaves, state, parameters: summarize(model).totals.parameters })}\n`);
}
