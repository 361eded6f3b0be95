import type { Batches } from '@archetype/datasets';
import { batchFeeds, type GraphSet, type Program } from '@archetype/training';
import type { Mistake } from '../report/contents.js';

/** How a network classes labelled images. */
export interface Classification {
  readonly images: number;
  readonly correct: number;
  /** Images of class `row` taken for class `column`. */
  readonly confusion: readonly (readonly number[])[];
  /** Wrong answers, the surest first. */
  readonly mistakes: readonly Mistake[];
}

/** More than a report shows would only make it long. */
const MOST_MISTAKES = 24;

/** Classes every image of a source. The first of equal probabilities wins. */
export async function classify(program: Program, graphs: GraphSet, source: Batches, classes: number): Promise<Classification> {
  const confusion = Array.from({ length: classes }, () => new Array<number>(classes).fill(0));
  let mistakes: readonly Mistake[] = [];
  let correct = 0;
  for (const batch of source.epoch(0)) {
    const [count, , height, width] = batch.shape;
    const outputs = await program.predict(batchFeeds(graphs.prediction(count), batch));
    const wide = outputs.length / count;
    const wrong: Mistake[] = [];
    for (let index = 0; index < count; index += 1) {
      const { predicted, probability } = surest(outputs.subarray(index * wide, (index + 1) * wide));
      const label = batch.labels[index] ?? 0;
      const row = confusion[label];
      if (row !== undefined && predicted < classes) row[predicted] = (row[predicted] ?? 0) + 1;
      if (predicted === label) correct += 1;
      else {
        const size = batch.pixels.length / count;
        // Of several channels the first is shown.
        const pixels = batch.pixels.slice(index * size, index * size + height * width);
        wrong.push({ index: batch.indices[index] ?? 0, label, predicted, probability, width, height, pixels });
      }
    }
    mistakes = [...mistakes, ...wrong].sort((a, b) => b.probability - a.probability || a.index - b.index).slice(0, MOST_MISTAKES);
  }
  return { images: source.images, correct, confusion, mistakes };
}

export function surest(probabilities: Float32Array): { readonly predicted: number; readonly probability: number } {
  let predicted = 0;
  for (let index = 1; index < probabilities.length; index += 1) {
    if ((probabilities[index] ?? 0) > (probabilities[predicted] ?? 0)) predicted = index;
  }
  return { predicted, probability: probabilities[predicted] ?? 0 };
}
