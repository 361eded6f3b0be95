import { existsSync, statSync } from 'node:fs';
import { ArchetypeError, defaultRecipe, defineRecipe, trainingInput, zoo, type ModelSpec, type Recipe, type Shape } from '@archetype/spec';
import { initialState, type TensorValues } from '@archetype/training';
import type { ExportOptions } from '../commands/export.js';
import { loadModel } from '../sources/model.js';
import { loadRecipe } from '../sources/recipe.js';
import { readRun } from '../sources/run.js';
import { loadWeights, weightsOf } from '../sources/weights.js';
import { inputFor } from '../summary/input.js';
import { shape } from '../terminal/quantities.js';

/** What is exported: a model with its input decided, its recipe, and where its weights are from. */
export interface Subject {
  readonly model: ModelSpec;
  readonly recipe: Recipe;
  /** Weights, biases and running statistics. Made when asked for: not every format holds them. */
  weights(): Promise<TensorValues>;
  /** For people: `step 469 of runs/first`. */
  readonly origin: string;
  /** Trained steps; 0 for weights that nobody here trained. */
  readonly step: number;
  /** `[channels, height, width]` of the stored images that a training step reads. */
  readonly images: readonly [number, number, number];
  readonly classNames?: readonly string[];
}

/** Fashion-MNIST's. */
const IMAGES = [1, 28, 28] as const;

/** A run directory with its newest weights; or a model with the weights of a file, or those that its recipe begins with. */
export async function loadSubject(reference: string, options: ExportOptions): Promise<Subject> {
  return isRun(reference) ? runSubject(reference, options) : modelSubject(reference, options);
}

const isRun = (reference: string): boolean => !Object.hasOwn(zoo, reference) && existsSync(reference) && statSync(reference).isDirectory();

async function runSubject(path: string, { recipe: asked, weights, input }: ExportOptions): Promise<Subject> {
  for (const [option, given] of [['--recipe', asked], ['--weights', weights]] as const) {
    if (given === undefined) continue;
    throw new ArchetypeError({ code: 'options-do-not-go-together', subject: option, problem: 'a run has its own', remedy: 'leave it out, or name a model in place of the run' });
  }
  const run = await readRun(path);
  const { model, recipe } = atInput(run.model, run.recipe, input);
  return {
    model,
    recipe,
    weights: async () => weightsOf(run.checkpoint, model, run.state, `they were trained at ${shape(run.model.input)}: leave --input out, or give one that changes no weight`),
    origin: `step ${run.step} of ${path}`,
    step: run.step,
    images: run.environment.data.shape,
    classNames: run.environment.data.classNames,
  };
}

async function modelSubject(reference: string, { recipe: asked, weights, input }: ExportOptions): Promise<Subject> {
  const { model: declared, zooName } = await loadModel(reference);
  const base = asked === undefined ? defaultRecipe(zooName ?? declared) : await loadRecipe(asked);
  const { model, recipe } = atInput(declared, base, input);
  return {
    model,
    recipe,
    weights: async () => (weights === undefined ? initialState({ model, recipe }) : loadWeights(weights, model)),
    origin: weights ?? `the first weights of recipe ${recipe.name} (seed ${recipe.seed}): nothing is trained`,
    step: 0,
    images: IMAGES,
  };
}

/** The input is the one asked for, or the one that the recipe trains at; model and recipe then agree on it. */
function atInput(model: ModelSpec, recipe: Recipe, asked: readonly number[] | undefined): { readonly model: ModelSpec; readonly recipe: Recipe } {
  const { resize, ...dataset } = recipe.dataset;
  const input: Shape = asked === undefined ? trainingInput(model, { resize }) : inputFor(model, asked);
  const resized = asked === undefined || input.length === 1 ? recipe.dataset : { ...dataset, resize: [input[1], input[2]] as const };
  return { model: { ...model, input }, recipe: defineRecipe({ ...recipe, model: { ...model, input }, dataset: resized }) };
}
