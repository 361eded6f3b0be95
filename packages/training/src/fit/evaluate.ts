import type { GraphSet, Program } from '../backend.js';
import type { BatchSource } from './batchSource.js';
import { batchFeeds } from './feeds.js';

export interface Evaluation {
  /** Of an image. */
  readonly meanLoss: number;
  /** In [0, 1]: right answers over images. */
  readonly accuracy: number;
  readonly correct: number;
  readonly images: number;
}

/**
 * Loss and accuracy over a whole source, layers as at inference, summed in double precision and weighed by image: the last batch may be smaller.
 *
 * @returns undefined when the signal aborts it
 */
export async function evaluate(
  program: Pick<Program, 'evaluate'>,
  graphs: Pick<GraphSet, 'evaluation'>,
  source: BatchSource,
  signal?: AbortSignal,
): Promise<Evaluation | undefined> {
  let [loss, correct, images] = [0, 0, 0];
  for (let index = 0; index < source.batches; index++) {
    if (signal?.aborted === true) return undefined;
    const batch = source.batch(0, index);
    const count = batch.labels.length;
    const metrics = await program.evaluate(batchFeeds(graphs.evaluation(count), batch));
    loss += metrics.loss * count;
    correct += metrics.correct;
    images += count;
  }
  return { meanLoss: loss / images, accuracy: correct / images, correct, images };
}
