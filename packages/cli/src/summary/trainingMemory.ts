import { devices, trainingMemory } from '@archetype/backend-ort';
import { ArchetypeError, type ModelSpec } from '@archetype/spec';
import type { Precision } from '@archetype/training';
import type { SummaryOptions } from '../commands/summary.js';
import { whileTraining, type TrainingMemory } from '../train/memory.js';
import { graphsOf } from './stepGraph.js';

/** What training takes of the machine's memory, and how: on the engine that is used where none is named. */
export interface TrainingEstimate {
  readonly engine: string;
  readonly precision: Precision;
  readonly recompute: boolean;
  readonly batchSize: number;
  readonly memory: TrainingMemory;
}

/** The estimate for a model; undefined for one that cannot be trained as a classifier. */
export function estimateTraining(model: ModelSpec, zooName: string | undefined, options: SummaryOptions): TrainingEstimate | undefined {
  const { precision = 'fast', recompute = false } = options;
  try {
    const { graphs, batchSize } = graphsOf(model, zooName, options);
    const memory = whileTraining((graph) => trainingMemory(graph, { device: devices.cpu, precision, recompute }), graphs, batchSize);
    return { engine: 'ort:cpu', precision, recompute, batchSize, memory };
  } catch (error) {
    if (error instanceof ArchetypeError) return undefined;
    throw error;
  }
}
