import { totalmem } from 'node:os';
import { ArchetypeError } from '@archetype/spec';
import type { Engine, GraphSet } from '@archetype/training';
import { bytes } from '../terminal/quantities.js';

/** The machine's memory, or what a container leaves of it, in bytes. */
export function machineMemory(): number {
  const constrained = process.constrainedMemory();
  return constrained > 0 ? Math.min(constrained, totalmem()) : totalmem();
}

/**
 * Refuses a batch that needs more than all memory that there is, before anything is allocated: the system would end the process without a word.
 *
 * @throws ArchetypeError `batch-does-not-fit`, which names the largest batch that is not refused
 */
export function requireMemory(engine: Engine, graphs: GraphSet, batchSize: number, memory: number = machineMemory()): void {
  const needed = (size: number): number => engine.leastMemory?.(graphs.training(size)) ?? 0;
  const least = needed(batchSize);
  if (least <= memory) return;
  const largest = largestWithin(batchSize, (size) => needed(size) <= memory);
  throw new ArchetypeError({
    code: 'batch-does-not-fit',
    subject: graphs.training(batchSize).name,
    problem: `a step with batches of ${batchSize} on ${engine.name} takes at least ${bytes(least)}, and there are ${bytes(memory)} of memory`,
    details: ['at least: weights and optimiser state twice, and the activations, gradients and transforms that are held at once'],
    remedy: largest === undefined ? 'no batch fits: use smaller images or a smaller model' : `the largest batch that may fit is ${largest}: --batch-size ${largest}`,
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
