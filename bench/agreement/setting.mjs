// The settings in which networks are compared, and a network in one of them: model, graphs, first values and what each step is fed.
import { loadFashionMnist } from '@archetype/datasets';
import { defineRecipe, summarize, zoo } from '@archetype/spec';
import { createGraphSet, initialState, trainingFeeds } from '@archetype/training';

export const steps = 3;

/**
 * `small` takes every network at its smallest: four images of noise, sixteen values for a batch normalisation, one rate for all. `settled` is nearer to training:
 * published images, enlarged in the graph, more of them; and a rate by which the first step lowers the loss by `decrease` to first order. At 0.01 a step of a deep
 * network, whose gradient at its first weights has a norm of a thousand, leads anywhere, and takes each rounding with it.
 */
export const settings = {
  small: { images: 'noise', batchSize: 4, valuesPerChannel: 16, learningRate: 0.01 },
  settled: { images: 'fashion-mnist', batchSize: 16, valuesPerChannel: 64, decrease: 0.01 },
};

/** A network in a setting, at the smallest square input that it takes and that leaves batch normalisation of images so many values a channel. */
export async function networkIn(name, setting) {
  const { batchSize, valuesPerChannel } = setting;
  for (const side of [28, 32, 48, 64, 80, 96, 128, 160, 192, 224]) {
    const model = { ...zoo[name], input: [1, side, side] };
    const [dataset, images] = setting.images === 'noise' ? [{}, model.input] : [{ name: setting.images, resize: side }, [1, 28, 28]];
    const recipe = defineRecipe({ name: 'agreement', model, dataset, batchSize, epochs: 1, seed: 1, optimizer: { kind: 'sgd' } });
    const graphs = createGraphSet({ model, recipe, images });
    try {
      if (fewestNormalized(graphs.training(batchSize)) < valuesPerChannel) continue;
    } catch (error) {
      if (error.name !== 'SpecError') throw error;
      continue;
    }
    const graph = graphs.training(batchSize);
    const batches = setting.images === 'noise' ? noise(images, batchSize) : await published(batchSize);
    const feeds = batches.map((batch, step) => trainingFeeds(graph, batch, recipe, { step, steps, stepsPerEpoch: steps }));
    return { name, side, images, setting, model, graphs, graph, initial: initialState({ model, recipe }), feeds, ...summarize(model).totals };
  }
  throw new Error(`${name} takes none of the sizes`);
}

/** The fewest values that a batch normalisation of images takes the variance of. */
function fewestNormalized({ operations, tensors }) {
  const counts = operations.filter(({ kind }) => kind === 'batchNorm').map(({ inputs: [x] }) => {
    const [n, , ...sides] = tensors.get(x).shape;
    return sides.length === 0 ? Infinity : sides.reduce((product, side) => product * side, n);
  });
  return Math.min(...counts, Infinity);
}

/** Bytes and labels from a linear congruential generator. */
function noise(shape, batchSize) {
  let state = 1;
  const next = () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) >>> 16;
  return Array.from({ length: steps }, () => ({
    pixels: Uint8Array.from({ length: shape.reduce((product, side) => product * side, batchSize) }, () => next() & 255),
    labels: Int32Array.from({ length: batchSize }, () => next() % 10),
  }));
}

/** The first images of the sample that the datasets package holds. */
async function published(batchSize) {
  const { images, labels, shape } = (await loadFashionMnist({ source: 'sample' })).train;
  const bytes = batchSize * shape.reduce((product, side) => product * side, 1);
  return Array.from({ length: steps }, (_, step) => ({
    pixels: Uint8Array.from(images.subarray(step * bytes, (step + 1) * bytes)),
    labels: Int32Array.from(labels.subarray(step * batchSize, (step + 1) * batchSize)),
  }));
}
