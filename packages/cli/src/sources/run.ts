import { join } from 'node:path';
import { parseModel, parseRecipe, type ModelSpec, type Recipe } from '@archetype/spec';
import { newestCheckpoint, readCheckpoint, type Checkpoint } from '@archetype/training';
import type { RunEnvironment } from '../train/environment.js';
import { readRunEnvironment } from '../train/resume.js';
import { parseFile } from './faults.js';
import { readJson } from './json.js';
import { readSource } from './read.js';

/** What a run directory says. */
export interface ReadRun extends Pick<Checkpoint, 'state'> {
  readonly model: ModelSpec;
  readonly recipe: Recipe;
  readonly environment: RunEnvironment;
  /** Steps that the weights have been trained for. */
  readonly step: number;
  /** The file that they came from. */
  readonly checkpoint: string;
}

/** Reads a run and its newest checkpoint. Nothing in it is changed, so it may be training still. */
export async function readRun(path: string): Promise<ReadRun> {
  const checkpoint = await newestCheckpoint(path);
  const model = parsed(join(path, 'model.json'), parseModel);
  const recipe = parsed(join(path, 'recipe.json'), parseRecipe);
  const environment = parsed(join(path, 'environment.json'), (value) => readRunEnvironment({ path, environment: value as Readonly<Record<string, unknown>> }));
  const { state, progress } = await readCheckpoint(checkpoint);
  return { model, recipe, environment, state, step: progress.step, checkpoint };
}

function parsed<Parsed>(path: string, parse: (value: unknown) => Parsed): Parsed {
  return parseFile(path, readJson(readSource(path)), parse);
}
