import type { MemoryEstimate, StepGraph } from '@archetype/training';
import { fileOf, stagesOf } from './compile.js';
import type { Compilation, CompileOptions, Stages } from './compile.js';
import type { Layouts } from './layouts/assign.js';
import { memoryOf } from './memory/trainingMemory.js';

/** What an engine was opened with, of all that decides how its graphs are written. */
export type CompilerSettings = Pick<CompileOptions, 'device' | 'precision' | 'tuned' | 'recompute'>;

/** What differs from session to session of a program. */
export type SessionCompileOptions = Required<Pick<CompileOptions, 'stateLayouts' | 'results' | 'unreturnable'>>;

/** Compiles the graphs of one engine. */
export interface Compiler {
  /** What training by this graph will take of the machine's memory: see `trainingMemory`. */
  trainingMemory(graph: StepGraph): MemoryEstimate;
  compile(graph: StepGraph, options: SessionCompileOptions): Compilation;
}

/**
 * Whoever trains asks first what a step will take of memory, and for that it is compiled. So the last step that was asked about waits for the session that runs it; then it is let go
 * of, for the nodes of a large one are a hundred megabytes of objects.
 */
export function createCompiler(settings: CompilerSettings): Compiler {
  let waiting: Stages | undefined;
  const taken = (graph: StepGraph, { results, stateLayouts }: SessionCompileOptions): Stages | undefined => {
    if (waiting?.graph !== graph || results.kind !== 'run' || !sameState(graph, waiting.layouts, stateLayouts)) return undefined;
    const stages = waiting;
    waiting = undefined;
    return stages;
  };
  return {
    trainingMemory(graph) {
      const stages = stagesOf(graph, settings);
      // What tests and predicts is compiled soon enough, and much later.
      if (graph.updates.size > 0) waiting = stages;
      return memoryOf(stages, settings.device);
    },
    compile: (graph, options) => fileOf(taken(graph, options) ?? stagesOf(graph, { ...settings, ...options }), { ...settings, ...options }),
  };
}

/** Whether two ways of laying out tensors agree on what a graph keeps from step to step. */
const sameState = ({ state }: StepGraph, a: Layouts, b: Layouts): boolean => state.every(({ name }) => a.get(name)!.id === b.get(name)!.id);
