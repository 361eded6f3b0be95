import type { GraphSet, MemoryEstimate, StepGraph } from '@archetype/training';
import { bytes } from '../terminal/quantities.js';
import { TEST_BATCH } from './data.js';

/** The command itself, the sample's images and the report, beside the engine's process: measured. */
const COMMAND = 60 * 2 ** 20;

/** What `archetype train` will hold at its peak. */
export interface TrainingMemory extends MemoryEstimate {
  /** Values while testing and while the report is made: a compiled graph keeps the memory that it once took. */
  readonly tests: number;
  /** A copy of the state while a checkpoint is written. */
  readonly checkpoints: number;
}

/** Images of an epoch and of a test. What they leave over is a smaller last batch, whose graph has memory of its own. */
export interface Images {
  readonly training: number;
  readonly test: number;
}

/** Whole batches alone. */
const NONE_LEFT: Images = { training: 0, test: 0 };

/** What an engine says that graphs take, and what a run adds. The values of a smaller batch are taken to be so much fewer. */
export function whileTraining(estimate: (graph: StepGraph) => MemoryEstimate, graphs: GraphSet, batchSize: number, images: Images = NONE_LEFT): TrainingMemory {
  const graph = graphs.training(batchSize);
  const step = estimate(graph);
  const testBatch = Math.min(TEST_BATCH, batchSize);
  const values = step.values * withLast(images.training, batchSize);
  const tests = (estimate(graphs.evaluation(testBatch)).values + estimate(graphs.prediction(testBatch)).values) * withLast(images.test, testBatch);
  const checkpoints = graph.state.reduce((sum, { shape }) => sum + 4 * shape.reduce((product, side) => product * side, 1), 0);
  const process = step.process + COMMAND;
  return { ...step, process, values, tests, checkpoints, total: process + step.state + values + tests + checkpoints };
}

/** A whole batch and the last one, in whole ones. */
const withLast = (images: number, batchSize: number): number => 1 + (images > batchSize ? (images % batchSize) / batchSize : 0);

/** `activations, gradients and work space 1.2 GiB, weights and optimiser 40 MiB, …`. */
export function memoryParts({ values, state, tests, checkpoints, process }: TrainingMemory): string {
  const part = (what: string, size: number): string => `${what} ${bytes(size)}`;
  return [part('activations, gradients and work space', values), part('weights and optimiser', state), part('tests', tests), part('checkpoints', checkpoints), part('the process', process)].join(', ');
}
