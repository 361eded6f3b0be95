import type { MemoryEstimate, StepGraph } from '@archetype/training';
import { stagesOf } from '../compile.js';
import type { CompileOptions } from '../compile.js';
import { elements } from '../emit/value.js';
import { allocations } from './allocations.js';
import { arenaBytes } from './arenaBytes.js';

/** Node and the runtime's library, and what a node costs as an object here and there: fitted to the least and the largest networks of `bench/ort/memory.mjs`. */
const PROCESS = 95 * 2 ** 20;
const PER_NODE = 36 * 2 ** 10;

/**
 * What training by this graph comes to take of the machine's memory, from the nodes that are compiled: simulated, not measured. Two sets of what a step changes are exchanged;
 * the binding copies each step's results, and the collector lets those of two steps lie where they are not given back by hand (`discard`).
 *
 * @throws ArchetypeError as `compile` does
 */
export function trainingMemory(graph: StepGraph, options: CompileOptions): MemoryEstimate {
  const { onnx } = stagesOf(graph, options);
  const bytes = (changed: boolean): number =>
    graph.state.reduce((sum, { name, shape }) => sum + (!changed || graph.updates.has(name) ? 4 * elements(shape) : 0), 0);
  const parts = {
    process: PROCESS + PER_NODE * onnx.nodes.length,
    state: bytes(false) + bytes(true),
    results: bytes(true) * (options.recompute === true ? 1 : 2),
    values: arenaBytes(allocations(onnx, options.device.state === 'exchanged' ? 'given' : 'made')),
  };
  return { ...parts, total: parts.process + parts.state + parts.results + parts.values };
}
