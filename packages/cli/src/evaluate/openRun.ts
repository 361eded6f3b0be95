import { ArchetypeError } from '@archetype/spec';
import { createGraphSet, type Engine, type GraphSet, type Program } from '@archetype/training';
import { engineOptions } from '../engines/options.js';
import { engineRequest, type EngineRequest } from '../engines/request.js';
import { resolveEngine } from '../engines/resolve.js';
import { readRun, type ReadRun } from '../sources/run.js';

/** A trained run, its newest weights on an engine. */
export interface OpenRun extends Omit<ReadRun, 'state'> {
  readonly engine: Engine;
  readonly graphs: GraphSet;
  readonly program: Program;
  close(): Promise<void>;
}

/** Opens a run for reading. Nothing in it is changed, so it may be training still. */
export async function openRun(path: string, { engine: request, ...options }: { readonly engine?: EngineRequest; readonly threads?: number }): Promise<OpenRun> {
  const { state, ...run } = await readRun(path);
  const { model, recipe, environment } = run;
  const resolved = await resolveEngine(request ?? (await usable(environment.engine)));
  const engine = await resolved.open(engineOptions(options));
  const graphs = createGraphSet({ model, recipe, images: environment.data.shape });
  const program = await engine.compile(graphs);
  await program.writeState(new Map([...state].map(([name, { values }]) => [name, values])));
  return {
    ...run,
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
