import type { Batches } from '@archetype/datasets';
import type { BatchSource } from '@archetype/training';

/** The first batches of a run, counted through its epochs, as one epoch of that many steps. */
export function firstSteps(source: Batches, steps: number): BatchSource {
  const whole = Math.floor(steps / source.batches);
  let images = whole * source.images;
  for (let index = 0; index < steps % source.batches; index += 1) images += source.batch(whole, index).labels.length;
  return { images, batches: steps, batch: (epoch, index) => source.batch(epoch + Math.floor(index / source.batches), index % source.batches) };
}
