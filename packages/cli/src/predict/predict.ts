import { batchFeeds } from '@archetype/training';
import type { PredictOptions } from '../commands/predict.js';
import { surest } from '../evaluate/classify.js';
import { openRun, type OpenRun } from '../evaluate/openRun.js';
import { readImages, type ReadImage } from '../images/read.js';
import { coloursOf } from '../terminal/colours.js';
import { note, print, printJson } from '../terminal/output.js';
import { percent } from '../terminal/quantities.js';

/** Images classed at once. */
const BATCH = 64;

/** `archetype predict`: the classes of images by a run's newest weights. Every image is read before the first is classed. */
export async function predict(path: string, images: readonly string[], options: PredictOptions): Promise<void> {
  const run = await openRun(path, options);
  try {
    const [, height, width] = run.environment.data.shape;
    const read: ReadImage[] = [];
    for (const image of images) {
      // One by one: a file may hold more images than a call takes arguments.
      for (const each of await readImages(image, { width, height, invert: options.invert === true, ...(options.limit !== undefined && { limit: options.limit }) })) read.push(each);
    }
    const { classNames } = run.environment.data;
    const predictions = (await probabilitiesOf(run, read)).map((probabilities, index) => predictionOf(read[index] as ReadImage, probabilities, classNames));
    if (options.json === true) return printJson({ model: run.model.name, engine: run.engine.name, step: run.step, predictions });
    for (const { image, changes } of predictions) if (changes.length > 0) note(`${image}: ${changes.join(', ')}`);
    print(describe(predictions, options.top));
  } finally {
    await run.close();
  }
}

interface Prediction {
  readonly image: string;
  readonly class: string;
  readonly label: number;
  readonly probability: number;
  /** Class name → probability, in the order of the labels. */
  readonly probabilities: Readonly<Record<string, number>>;
  /** What was done to the image before. */
  readonly changes: readonly string[];
}

async function probabilitiesOf({ program, graphs, environment }: OpenRun, images: readonly ReadImage[]): Promise<readonly Float32Array[]> {
  const [channels] = environment.data.shape;
  const rows: Float32Array[] = [];
  for (let start = 0; start < images.length; start += BATCH) {
    const batch = images.slice(start, start + BATCH);
    const pixels = Buffer.concat(batch.flatMap((image) => Array.from({ length: channels }, () => image.pixels)));
    const outputs = await program.predict(batchFeeds(graphs.prediction(batch.length), { pixels: new Uint8Array(pixels), labels: new Int32Array(batch.length) }));
    const classes = outputs.length / batch.length;
    for (let index = 0; index < batch.length; index += 1) rows.push(outputs.slice(index * classes, (index + 1) * classes));
  }
  return rows;
}

function predictionOf({ name, changes }: ReadImage, probabilities: Float32Array, classNames: readonly string[]): Prediction {
  const { predicted: label, probability } = surest(probabilities);
  const nameOf = (index: number): string => classNames[index] ?? String(index);
  return {
    image: name,
    class: nameOf(label),
    label,
    probability,
    probabilities: Object.fromEntries(Array.from(probabilities, (each, index) => [nameOf(index), each])),
    changes,
  };
}

function describe(predictions: readonly Prediction[], top: number): string {
  const { bold, dim } = coloursOf(process.stdout);
  const width = predictions.reduce((longest, { image }) => Math.max(longest, image.length), 0);
  return predictions
    .map(({ image, probabilities }) => {
      const [first, ...others] = Object.entries(probabilities)
        .sort(([, a], [, b]) => b - a)
        .slice(0, top)
        .map(([name, probability]) => `${name} ${percent(probability)}`);
      return `${image.padEnd(width)}  ${bold(first ?? '')}${others.length === 0 ? '' : dim(`  ${others.join('  ')}`)}`;
    })
    .join('\n');
}
