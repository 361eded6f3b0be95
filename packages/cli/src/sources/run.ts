import { existsSync, readdirSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { ArchetypeError, parseModel, parseRecipe, zoo, type ModelSpec, type Recipe } from '@archetype/spec';
import { newestCheckpoint, type Checkpoint } from '@archetype/training';
import { listed, nearest } from '../nearest.js';
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
  requireRunFolder(path);
  const { file, state, progress } = await newestCheckpoint(path);
  const model = parsed(join(path, 'model.json'), parseModel);
  const recipe = parsed(join(path, 'recipe.json'), parseRecipe);
  const environment = parsed(join(path, 'environment.json'), (value) => readRunEnvironment({ path, environment: value }));
  return { model, recipe, environment, state, step: progress.step, checkpoint: join(path, file) };
}

/** A run is named by its folder; what else may have been meant is said. */
export function requireRunFolder(path: string): void {
  if (existsSync(path) && statSync(path).isDirectory()) {
    // It looks like a run that has saved nothing yet, and to go on with it would cut its events away.
    if (existsSync(join(path, 'comparison.json'))) throw comparisonForRun(path);
    return;
  }
  throw new ArchetypeError({ code: 'not-a-run', subject: path, ...(existsSync(path) ? insteadOfFile(path) : insteadOfNothing(path)) });
}

function comparisonForRun(path: string): ArchetypeError {
  return new ArchetypeError({
    code: 'not-a-run',
    subject: path,
    problem: 'this is a comparison; a run is what archetype train wrote',
    remedy: `the weights of each of its engines are in ${join(path, 'checkpoints')}: archetype train MODEL --weights FILE begins from them`,
  });
}

function insteadOfFile(path: string): { readonly problem: string; readonly remedy: string } {
  const inside = dirname(dirname(path));
  const isCheckpoint = existsSync(join(inside, RECIPE)) && basename(dirname(path)) === 'checkpoints';
  return { problem: 'this is a file; a run is a folder', remedy: isCheckpoint ? `name the run, ${inside}: its newest weights are used` : 'name the folder that archetype train wrote' };
}

function insteadOfNothing(path: string): { readonly problem: string; readonly remedy: string } {
  if (Object.hasOwn(zoo, path)) return { problem: 'this is a model of the zoo, and nothing has trained it', remedy: `train it first: archetype train ${path}` };
  const folder = dirname(path);
  const runs = existsSync(folder) && statSync(folder).isDirectory() ? readdirSync(folder).filter((name) => existsSync(join(folder, name, RECIPE))) : [];
  const near = nearest(basename(path), runs).map((name) => join(folder, name));
  return { problem: 'there is no such folder', remedy: near.length > 0 ? `did you mean ${listed(near)}?` : 'name the folder that archetype train wrote, such as runs/2026-01-31-09-30-00-lenet' };
}

/** A folder that has one is a run. */
const RECIPE = 'recipe.json';

function parsed<Parsed>(path: string, parse: (value: unknown) => Parsed): Parsed {
  return parseFile(path, readJson(readSource(path)), parse);
}
