import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fit } from '../src/fit/fit.js';
import { initialState } from '../src/initialState.js';
import { createRunDirectory, resumeRunDirectory } from '../src/run/runDirectory.js';
import { tinyBatches, tinyGraphs, tinyModel, tinyProgram, tinyRecipe } from './tinyProgram.js';

/** Begins a run in the folder named first, or goes on with the one that is there, and trains it to its end. Prints the kind of each event. */
const [, , directory = ''] = process.argv;

const recipe = tinyRecipe({ epochs: 8 });
const resumable = existsSync(join(directory, 'recipe.json'));
const run = resumable ? await resumeRunDirectory(directory) : await createRunDirectory(directory, { model: tinyModel, recipe, environment: {} });
const graphs = tinyGraphs(run.recipe);
const options = {
  model: run.model,
  recipe: run.recipe,
  graphs,
  program: tinyProgram(graphs, { milliseconds: 2 }),
  engine: { name: 'tiny', environment: {} },
  initial: () => initialState({ model: run.model, recipe: run.recipe }),
  training: tinyBatches,
  test: tinyBatches,
  run,
  checkpointEvery: { steps: 3 },
};
for await (const event of fit(options)) {
  process.stdout.write(`${event.event}\n`);
}
await run.close();
