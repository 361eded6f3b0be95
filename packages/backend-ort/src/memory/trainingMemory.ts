import type { MemoryEstimate, StepGraph } from '@archetype/training';
import { stagesOf } from '../compile.js';
import type { CompileOptions, Stages } from '../compile.js';
import type { Device } from '../devices/device.js';
import { elements } from '../emit/value.js';
import { allocations } from './allocations.js';
import { arenaBytes } from './arenaBytes.js';

/** Node and the runtime's library; what a node costs as an object here and there; and where the collector steps in. Fitted to what `bench/ort/memory.mjs` measures. */
const PROCESS = 103 * 2 ** 20;
const PER_NODE = 36 * 2 ** 10;
const MOST_OBJECTS = 100 * 2 ** 20;

/**
 * What training by this graph comes to take of the machine's memory, from the nodes that are compiled: simulated, not measured. Of what a step changes there are two sets; where
 * they are not exchanged, what is fed is copied to the runtime's memory too.
 *
 * @throws ArchetypeError as `compile` does
 */
export const trainingMemory = (graph: StepGraph, options: CompileOptions): MemoryEstimate => memoryOf(stagesOf(graph, options), options.device);

/** The same of a step that is compiled already. */
export function memoryOf({ graph, onnx }: Stages, device: Device): MemoryEstimate {
  const bytes = (changed: boolean): number =>
    graph.state.reduce((sum, { name, shape }) => sum + (!changed || graph.updates.has(name) ? 4 * elements(shape) : 0), 0);
  const exchanged = device.state === 'exchanged';
  const parts = {
    process: PROCESS + Math.min(PER_NODE * onnx.nodes.length, MOST_OBJECTS),
    state: bytes(false) + bytes(true) + (exchanged ? 0 : bytes(false)),
    values: arenaBytes(allocations(onnx, exchanged ? 'given' : 'made')),
  };
  return { ...parts, total: parts.process + parts.state + parts.values };
}
