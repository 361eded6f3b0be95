import { join } from 'node:path';
import { ArchetypeError, parseModel, parseRecipe, type ModelSpec, type Recipe } from '@archetype/spec';
import { createGraphSet, newestCheckpoint, readCheckpoint, type Engine, type GraphSet, type Program } from '@archetype/training';
import { engineRequest, type EngineRequest } from '../engines/request.js';
import { resolveEngine } from '../engines/resolve.js';
import { readJson } from '../sources/json.js';
import { parseFile } from '../sources/faults.js';
import { readSource } from '../sources/read.js';
import type { RunEnvironment } from '../train/environment.js';
import { readRunEnvironment } from '../train/resume.js';

/** A trained run, its newest weights on an engine. */
export interface OpenRun {
  readonly model: ModelSpec;
  readonly recipe: Recipe;
  readonly environment: RunEnvironment;
  /** Steps that the weights have been trained for. */
  readonly step: number;
  readonly checkpoint: string;
  readonly engine: Engine;
  readonly graphs: GraphSet;
  readonly program: Program;
  close(): Promise<void>;
}

/** Opens a run for reading. Nothing in it is changed, so it may be training still. */
export async function openRun(path: string, { engine: request, threads }: { readonly engine?: EngineRequest; readonly threads?: number }): Promise<OpenRun> {
  const checkpoint = await newestCheckpoint(path);
  const model = await parsed(join(path, 'model.json'), parseModel);
  const recipe = await parsed(join(path, 'recipe.json'), parseRecipe);
  const environment = await parsed(join(path, 'environment.json'), (value) => readRunEnvironment({ path, environment: value as Readonly<Record<string, unknown>> }));
  const { state, progress } = await readCheckpoint(checkpoint);
  const resolved = await resolveEngine(request ?? (await usable(environment.engine)));
  const engine = await resolved.open(threads === undefined ? {} : { threads });
  const graphs = createGraphSet({ model, recipe, images: environment.data.shape });
  const program = await engine.compile(graphs);
  await program.writeState(new Map([...state].map(([name, { values }]) => [name, values])));
  return {
    model,
    recipe,
    environment,
    step: progress.step,
    checkpoint,
    engine,
    graphs,
    program,
    async close() {
      await program.dispose();
      await engine.dispose();
    },
  };
}

/** The engine that the run was trained on, where it is here; else, as nobody asked for one by name, the best that is. */
async function usable(name: string): Promise<EngineRequest | undefined> {
  try {
    const request = engineRequest(name);
    await resolveEngine(request);
    return request;
  } catch (error) {
    if (error instanceof ArchetypeError && error.code === 'engine-unavailable') return undefined;
    throw error;
  }
}

async function parsed<Parsed>(path: string, parse: (value: unknown) => Parsed): Promise<Parsed> {
  return parseFile(path, readJson(readSource(path)), parse);
}
