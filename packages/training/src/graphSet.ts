import { lossOptions, lower, trainingInput, type ImageInput, type LowerOptions, type ModelSpec, type Recipe } from '@archetype/spec';
import type { GraphSet, StepGraph } from './backend.js';
import { clipGradients } from './clipGradients.js';
import { differentiate } from './differentiate.js';
import { addUpdates } from './optimizers/addUpdates.js';

export interface GraphSetOptions {
  readonly model: ModelSpec;
  readonly recipe: Recipe;
  /** `[channels, height, width]` of the stored images; the graphs then begin at uint8 `pixels`. @defaultValue they begin at float32 `input` */
  readonly images?: ImageInput['shape'];
}

/**
 * The graphs of a training run, each made when it is first asked for.
 *
 * @throws SpecError, on the first call for a graph, for a model that is wrong or does not fit its images or its loss
 */
export function createGraphSet(options: GraphSetOptions): GraphSet {
  const { model, recipe } = options;
  // Of an image: only gradients have a use for the sum.
  const loss = { ...lossOptions(recipe.loss), reduction: 'mean' } as const;
  return {
    training: remember((batchSize) => trainingGraph(options, batchSize)),
    evaluation: remember((batchSize) => lower(model, { batchSize, mode: 'inference', loss, ...inputOf(options) })),
    prediction: remember((batchSize) => lower(model, { batchSize, mode: 'inference', probabilities: true, ...inputOf(options) })),
  };
}

/** One training step: forward, gradients, their clipping, updates. */
export function trainingGraph(options: GraphSetOptions, batchSize: number): StepGraph {
  const { loss, gradientClipping, optimizer } = options.recipe;
  const differentiated = differentiate(lower(options.model, { batchSize, mode: 'training', loss: lossOptions(loss), ...inputOf(options) }));
  return addUpdates(gradientClipping === undefined ? differentiated : clipGradients(differentiated, gradientClipping), optimizer);
}

function inputOf({ recipe: { dataset }, model, images: shape }: GraphSetOptions): Pick<LowerOptions, 'input' | 'images'> {
  const { resize, scale } = dataset;
  const input = trainingInput(model, { resize });
  if (shape === undefined) return { input };
  return { input, images: { shape, scale, ...(resize === undefined ? {} : { resize }) } };
}

function remember(make: (batchSize: number) => StepGraph): (batchSize: number) => StepGraph {
  const made = new Map<number, StepGraph>();
  return (batchSize) => {
    const graph = made.get(batchSize) ?? make(batchSize);
    made.set(batchSize, graph);
    return graph;
  };
}
