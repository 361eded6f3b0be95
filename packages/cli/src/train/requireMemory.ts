import { ArchetypeError } from '@archetype/spec';
import type { Engine, GraphSet } from '@archetype/training';
import { bytes } from '../terminal/quantities.js';
import { memoryParts, whileTraining, type Images, type TrainingMemory } from './memory.js';

/** Memory that this process may come to hold, in bytes: what it has, and what the machine or the container has left. */
export function memoryForUs(): number {
  return process.memoryUsage.rss() + process.availableMemory();
}

/**
 * Refuses a batch that will take more memory than there is, before anything is allocated: the system would end the process without a word.
 *
 * @throws ArchetypeError `batch-does-not-fit`, which names the largest batch that is not refused
 */
export function requireMemory(engine: Engine, graphs: GraphSet, batchSize: number, images?: Images, memory: number = memoryForUs()): void {
  const estimate = engine.trainingMemory;
  if (estimate === undefined) return;
  const needed = (size: number): TrainingMemory => whileTraining(estimate, graphs, size, images);
  const wanted = needed(batchSize);
  if (wanted.total <= memory) return;
  const largest = largestWithin(batchSize, (size) => needed(size).total <= memory);
  throw new ArchetypeError({
    code: 'batch-does-not-fit',
    subject: graphs.training(batchSize).name,
    problem: `training with batches of ${batchSize} on ${engine.name} takes about ${bytes(wanted.total)}, and there are ${bytes(memory)} of memory`,
    details: [memoryParts(wanted)],
    remedy: largest === undefined ? 'no batch fits: use smaller images or a smaller model' : `the largest batch that fits is ${largest}: --batch-size ${largest}; or try --recompute`,
  });
}

/** Batch normalisation may refuse a single sample, so a batch of one is not tried. */
const SMALLEST = 2;

/** By bisection: the largest size below `size` that fits; undefined where not even the smallest does. */
function largestWithin(size: number, fits: (size: number) => boolean): number | undefined {
  if (size <= SMALLEST || !fits(SMALLEST)) return undefined;
  let within = SMALLEST;
  let beyond = size;
  while (beyond - within > 1) {
    const middle = Math.floor((within + beyond) / 2);
    if (fits(middle)) within = middle;
    else beyond = middle;
  }
  return within;
}
