// Whether any file makes the checker throw or keeps it long: random changes of valid models and recipes.
import { checkModel, checkRecipe, recipes, zoo } from '@archetype/spec';
import { modelSpec, mutate } from '@archetype/spec/testing';
import * as fc from 'fast-check';
import { range } from './archetype.mjs';
import { commandLine } from './commandLine.mjs';

const { positionals } = commandLine('bench/mutations.mjs [FILES] [SEED]', { allowPositionals: true });
const [files = 1_000_000, seed = 12345] = positionals.map(Number);
const hang = 100;

const models = [...fc.sample(modelSpec({ maxLayers: 4 }), { numRuns: 300, seed }), zoo.lenet, zoo['lenet-bn'], zoo['squeezenet1.1']];
const subjects = [...models.map((value) => ({ value, check: checkModel })), ...Object.values(recipes).map((value) => ({ value, check: checkRecipe }))];

/** The high bits of a linear congruential generator: the same changes on every machine. */
function changes(start) {
  let word = start;
  return () => (word = (Math.imul(word, 1664525) + 1013904223) >>> 0) >>> 4;
}

function milliseconds(check, value) {
  const begin = performance.now();
  check(value);
  return performance.now() - begin;
}

const next = changes(seed);
const found = { wrong: 0, crashes: 0, hangs: 0, longest: 0 };
for (let i = 0; i < files; i += 1) {
  const { value: valid, check } = subjects[i % subjects.length];
  const value = mutate(valid, range(12).map(next));
  try {
    const took = milliseconds(check, value);
    // The machine may pause at any time: what is slow is slow thrice.
    const least = took < hang / 2 ? took : Math.min(took, milliseconds(check, value), milliseconds(check, value));
    found.longest = Math.max(found.longest, least);
    if (least > hang) found.hangs += 1;
    if (check(value).length > 0) found.wrong += 1;
  } catch (error) {
    found.crashes += 1;
    console.error(`file ${i}: ${error.stack}`);
  }
}
console.log(`${files} changed files, seed ${seed}: ${found.wrong} wrong, ${found.crashes} crashes, ${found.hangs} over ${hang} ms, the longest ${found.longest.toFixed(1)} ms`);
if (found.crashes + found.hangs > 0) process.exitCode = 1;
