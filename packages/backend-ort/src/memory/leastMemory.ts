import type { StepGraph } from '@archetype/training';
import { stagesOf } from '../compile.js';
import type { CompileOptions } from '../compile.js';
import { elements } from '../emit/value.js';
import { arenaPeak } from './arenaPeak.js';

/**
 * Bytes that a step cannot do without: the state twice, for a step reads one set of buffers and writes the other, and what its nodes hold at once. A process takes more: the
 * runtime and Node some 150 MB, and the arena, which leaves gaps, up to two thirds over what it holds.
 */
export function leastMemory(graph: StepGraph, options: CompileOptions): number {
  const state = graph.state.reduce((sum, { shape }) => sum + 4 * elements(shape), 0);
  return 2 * state + arenaPeak(stagesOf(graph, options).onnx);
}
