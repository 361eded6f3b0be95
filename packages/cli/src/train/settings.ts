import type { Recipe } from '@archetype/spec';
import { describeData, type DataRecord } from './data.js';

/** How a run was set up, a label and its value each, for people. */
export function settingsOf(recipe: Recipe, data: DataRecord): readonly (readonly [string, string])[] {
  const { dataset } = recipe;
  const preprocessing = [
    dataset.scale === 'unit' ? 'pixels / 255' : `(pixels / 255 − ${dataset.scale.mean.join(', ')}) / ${dataset.scale.std.join(', ')}`,
    ...(dataset.resize === undefined ? [] : [`resized to ${[dataset.resize].flat().join('×')}`]),
    ...(dataset.crop === 0 ? [] : [`random crop with padding ${dataset.crop}`]),
    ...(dataset.horizontalFlip ? ['random flip'] : []),
  ];
  return [
    ['recipe', recipe.name],
    ['data', describeData(data)],
    ['order', data.shuffle ? 'a new one each epoch' : 'as stored'],
    ['preprocessing', preprocessing.join(', ')],
    ['batch size', `${recipe.batchSize}, last batch ${recipe.lastBatch === 'keep' ? 'kept' : 'dropped'}`],
    ['epochs', String(recipe.epochs)],
    ['loss', typeof recipe.loss === 'string' ? recipe.loss : fields(recipe.loss)],
    ...(recipe.gradientClipping === undefined ? [] : ([['gradient clipping', fields(recipe.gradientClipping)]] as const)),
    ['optimiser', fields(recipe.optimizer)],
    ['schedule', fields(recipe.schedule)],
    ['first weights', fields(recipe.initialization)],
    ['seed', String(recipe.seed)],
  ];
}

/** `sgd, learningRate 0.9, momentum 0`. */
function fields(value: object): string {
  return Object.entries(value)
    .map(([key, each]) => (key === 'kind' ? String(each) : `${key} ${typeof each === 'object' && each !== null ? `(${fields(each)})` : String(each)}`))
    .join(', ');
}
