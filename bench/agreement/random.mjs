// Random models (every layer kind, containers, square and odd sizes), three training steps each, every engine against the reference engine:
//   node bench/agreement/random.mjs --models 1000 --seed 1 --engines 'ort:cpu exact,ort:cpu fast,tfjs:wasm'
// A model agrees when its losses, and every tensor of the first step but for what a kink sent another way, are within 1e-3. Where a tensor is not, the reference
// engine recomputes its operation from the engine's own inputs; where it contradicts the engine, it does so again with those moved by a unit in the last place. Where a loss
// is not, the reference engine trains again, but rounds each result to float32: five times, from weights moved in the last place. That tells what is wrong from rounding
// that the model itself enlarges. One JSON line for each model that does not agree, a table at the end. --only 17,42 runs these models alone.
import { defineRecipe } from '@archetype/spec';
import { modelSpec } from '@archetype/spec/testing';
import { createGraphSet, firstDivergence, initialState, stepGraphs } from '@archetype/training';
import fc from 'fast-check';
import { commandLine } from '../commandLine.mjs';
import { hangsOnLastPlace, judge, lossDifference, missing, withEngine } from './engines.mjs';
import { roundedLosses } from './rounded.mjs';

const usage = 'bench/agreement/random.mjs [--models N] [--seed N] [--engines ENGINE,…] [--only INDEX,…]';
const { values: asked } = commandLine(usage, {
  options: {
    models: { type: 'string', default: '1000' },
    seed: { type: 'string', default: '1' },
    engines: { type: 'string', default: 'ort:cpu exact,ort:cpu fast,tfjs:wasm' },
    only: { type: 'string' },
  },
});
const steps = 3;
const tolerance = 1e-3;

const optimizers = [
  { kind: 'sgd', learningRate: 0.1 },
  { kind: 'sgd', learningRate: 0.05, momentum: 0.9, nesterov: true, weightDecay: 0.01 },
  { kind: 'adam', learningRate: 0.01, weightDecay: 0.01 },
  { kind: 'adamw', learningRate: 0.01, weightDecay: 0.1 },
  { kind: 'rmsprop', learningRate: 0.002, momentum: 0.5 },
];
const cases = fc.integer({ min: 2, max: 10 }).chain((classes) =>
  fc.record({
    model: modelSpec({ input: 'image', classes }),
    classes: fc.constant(classes),
    optimizer: fc.constantFrom(...optimizers),
    batchSize: fc.integer({ min: 2, max: 5 }),
    seed: fc.nat(2 ** 31),
  }),
);

/** Three batches of random bytes, the same at each call: a linear congruential generator. */
function batches({ model, classes, batchSize, seed }) {
  let state = seed;
  const next = () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) >>> 16;
  const made = Array.from({ length: steps }, () => ({
    pixels: Uint8Array.from({ length: batchSize * model.input.reduce((product, side) => product * side, 1) }, () => next() & 255),
    labels: Int32Array.from({ length: batchSize }, () => next() % classes),
  }));
  return { images: steps * batchSize, batches: steps, batch: (_, index) => made[index] };
}

function runOf({ model, optimizer, ...rest }) {
  const recipe = defineRecipe({ name: 'random', model, batchSize: rest.batchSize, epochs: 1, seed: rest.seed, optimizer });
  const graphs = createGraphSet({ model, recipe, images: model.input });
  return { graphs, recipe, initial: initialState({ model, recipe }), training: batches({ model, ...rest }) };
}

async function compare(run, name) {
  return withEngine('reference:cpu', run, (reference) =>
    withEngine(name, run, async (engine) => {
      const losses = [(await engine.run(steps)).losses, (await reference.run(steps)).losses];
      const options = { graphAt: stepGraphs(run.graphs, run.training), tolerance, lossTolerance: tolerance, judge, trusted: reference.name };
      const divergence = await firstDivergence(engine, reference, losses, options);
      return { loss: lossDifference(...losses), losses, divergence, fault: divergence !== null && (await isFault(engine, reference, run, divergence, losses)) };
    }),
  );
}

/** An engine's result that is not what the judge makes of the engine's own inputs, nor of inputs that differ from them in the last place; or a loss of the like. */
async function isFault(engine, reference, run, { step, tensor, atFault }, losses) {
  if (atFault === undefined) return lossDifference(...losses) > 2 * spreadOfLosses(run, losses[1]) && lossDifference(losses[0], await lossesOfStates(engine, reference, run)) > tolerance;
  const graph = stepGraphs(run.graphs, run.training)(step);
  const operation = graph.operations.find(({ outputs }) => outputs.includes(tensor));
  const values = await engine.inspect(step, await engine.stateBefore(step), [...operation.inputs, ...operation.outputs]);
  return !hangsOnLastPlace(graph, operation, values);
}

/**
 * How far the reference engine's losses move when it rounds the result of each operation to float32, as every engine does: the furthest of five runs, four of them from
 * weights moved by up to a unit in the last place.
 */
function spreadOfLosses(run, losses) {
  let state = 1;
  const next = () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 31 - 1;
  let furthest = 0;
  for (let turn = 0; turn < 5; turn++) {
    const initial = turn === 0 ? run.initial : new Map([...run.initial].map(([name, values]) => [name, values.map((value) => value * (1 + next() * 2 ** -23))]));
    furthest = Math.max(furthest, lossDifference(roundedLosses({ ...run, initial }, steps), losses));
  }
  return furthest;
}

/**
 * The reference engine's loss of each step, from the state that the engine has before it. Where these agree, each step is right, and what parts the two runs is what an update has made of
 * a gradient that is zero but for rounding: Adam's first step goes as far, whatever its size.
 */
async function lossesOfStates(engine, reference, { graphs, training }) {
  const found = [];
  for (let step = 1; step <= steps; step++) {
    const { loss } = stepGraphs(graphs, training)(step).outputs;
    found.push((await reference.inspect(step, await engine.stateBefore(step), [loss])).get(loss)[0]);
  }
  return found;
}

const engines = [];
for (const name of asked.engines.split(',')) {
  const reason = await missing(name);
  if (reason === undefined) engines.push({ name, agree: 0, fault: 0, rounding: 0, failed: 0, worst: 0 });
  else console.error(`${name} is left out: ${reason}`);
}
const all = fc.sample(cases, { numRuns: Number(asked.models), seed: Number(asked.seed) });
for (const [index, each] of all.entries()) {
  if (asked.only !== undefined && !asked.only.split(',').map(Number).includes(index)) continue;
  const run = runOf(each);
  for (const count of engines) {
    const { name } = count;
    try {
      const { loss, losses, divergence, fault } = await compare(run, name);
      if (divergence === null) {
        count.agree += 1;
        count.worst = Math.max(count.worst, loss);
        continue;
      }
      count[fault ? 'fault' : 'rounding'] += 1;
      console.log(JSON.stringify({ index, engine: name, verdict: fault ? 'fault' : 'rounding', divergence, losses, case: each }));
    } catch (error) {
      count.failed += 1;
      console.log(JSON.stringify({ index, engine: name, verdict: 'failed', error: String(error?.stack ?? error).slice(0, 600), case: each }));
    }
  }
  if (index % 25 === 24) console.error(`${index + 1} of ${all.length}: ${engines.map((e) => `${e.name} ${e.agree}`).join(', ')}`);
}
console.log(`\n| engine | models | agree | rounding enlarged | an operation wrong | failed | largest loss difference of those that agree |\n|---|---|---|---|---|---|---|`);
for (const { name, agree, rounding, fault, failed, worst } of engines)
  console.log(`| ${[name, agree + rounding + fault + failed, agree, rounding, fault, failed, worst.toExponential(1)].join(' | ')} |`);
if (engines.some(({ fault, failed }) => fault + failed > 0)) process.exitCode = 1;
