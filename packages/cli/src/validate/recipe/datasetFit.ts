import { lower, SpecError, type Finding, type LowerOptions, type ModelSpec } from '@archetype/spec';
import type { Pointer } from '../../sources/position.js';
import { count } from '../../terminal/quantities.js';
import { classesOf } from '../../train/classes.js';
import { findingOf } from '../finding.js';
import { datasetFacts } from './datasetFacts.js';
import type { Training } from './training.js';

/** What keeps a model from being trained by a recipe: the images' size and channels, the classes, batches too small for a batch norm. */
export function datasetFit(model: ModelSpec, { recipe, input }: Training): readonly Finding[] {
  const { resize, scale, name } = recipe.dataset;
  const { shape, classes } = datasetFacts[name];
  const resized = resize === undefined ? {} : { resize };
  // What training does, in parts, so that one refusal does not hide the next.
  const parts: readonly LowerOptions[] = [
    { ...INFERENCE, images: { shape, scale, ...resized } },
    { ...INFERENCE, images: { shape, scale: 'unit', ...resized } },
    { ...INFERENCE, input, loss: { kind: 'softmaxCrossEntropy', reduction: 'mean', labelSmoothing: 0 } },
  ];
  const refused = parts.flatMap((options) => refusals(model, options, pointers(resize !== undefined)));
  const findings = refused.filter(({ message }, index) => refused.findIndex((other) => other.message === message) === index);
  return findings.some(({ code }) => !COMPATIBLE.has(code)) ? findings : [...findings, ...tooFewClasses(model, input, classes, name), ...singleValues(model, { recipe, input })];
}

const INFERENCE = { batchSize: 2, mode: 'inference' } as const;

/** Behind these the network itself can still be judged. */
const COMPATIBLE: ReadonlySet<string> = new Set(['images-exceed-input', 'images-do-not-fit', 'scale-channels-differ', 'needs-flat-output']);

/** Where in the recipe a refusal belongs; what is not listed is a shape that only the recipe's `resize` makes wrong. */
function pointers(resizes: boolean): Readonly<Record<string, Pointer>> {
  return {
    'scale-channels-differ': ['dataset', 'scale'],
    'images-do-not-fit': resizes ? ['dataset', 'resize'] : ['model'],
    'images-exceed-input': ['model'],
    'needs-flat-output': ['model'],
  };
}

function refusals(model: ModelSpec, options: LowerOptions, places: Readonly<Record<string, Pointer>>): readonly Finding[] {
  try {
    lower(model, options);
    return [];
  } catch (error) {
    if (error instanceof SpecError && error.findings.length > 0) return error.findings.map((finding) => ({ ...finding, pointer: ['dataset', 'resize'] }));
    const finding = findingOf(error, []);
    return [{ ...finding, pointer: places[finding.code] ?? ['dataset', 'resize'] }];
  }
}

function tooFewClasses(model: ModelSpec, input: Training['input'], classes: number, dataset: string): readonly Finding[] {
  const outputs = classesOf(model, input);
  if (outputs === undefined || outputs >= classes) return [];
  return [
    {
      code: 'too-few-classes',
      path: '',
      message: `${model.name} has ${outputs} ${outputs === 1 ? 'output' : 'outputs'}, ${dataset} has ${classes} classes`,
      received: String(outputs),
      remedy: `give the last layer ${classes} outputs`,
      pointer: ['model'],
    },
  ];
}

/** A batch norm has nothing to normalise by where a batch has one item and the image one pixel. */
function singleValues(model: ModelSpec, { recipe, input }: Training): readonly Finding[] {
  const { batchSize, lastBatch, dataset } = recipe;
  const { trainingImages } = datasetFacts[dataset.name];
  const leftOver = Object.entries(trainingImages).find(([, images]) => images > batchSize && images % batchSize === 1);
  if (batchSize !== 1 && (lastBatch === 'drop' || leftOver === undefined)) return [];
  try {
    lower(model, { batchSize: 1, mode: 'training', input });
    return [];
  } catch (error) {
    const { details = [], ...finding } = findingOf(error, ['batchSize']);
    const [path = '', kind = ''] = (error as SpecError).explanation.subject.split(' ');
    const arithmetic = batchSize === 1 || leftOver === undefined ? [] : [`${count(leftOver[1])} images (${leftOver[0]}) in batches of ${count(batchSize)}: the last has 1`];
    return [{ ...finding, path, kind, details: [...arithmetic, ...details] }];
  }
}
