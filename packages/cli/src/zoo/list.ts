import { recipes, zoo, type Recipe } from '@archetype/spec';
import { coloursOf } from '../terminal/colours.js';
import { print, printJson } from '../terminal/output.js';
import { count, shape } from '../terminal/quantities.js';
import { table } from '../terminal/table.js';
import { parametersOf } from './parameters.js';

const nameOf = (model: Recipe['model']): string => (typeof model === 'string' ? model : model.name);

/** The models and recipes that can be named on the command line. */
export function printList(json: boolean): void {
  const models = Object.entries(zoo).map(([name, model]) => ({ name, input: model.input, parameters: parametersOf(model) }));
  const named = Object.entries(recipes).map(([name, recipe]) => ({ ...recipe, name, model: nameOf(recipe.model) }));
  if (json) {
    return printJson({
      models,
      recipes: named.map(({ name, model, batchSize, epochs, optimizer }) => ({ name, model, batchSize, epochs, optimizer })),
    });
  }
  const colours = coloursOf(process.stdout);
  const modelTable = table(
    [{ title: 'model' }, { title: 'input', align: 'right' }, { title: 'parameters', align: 'right' }],
    models.map(({ name, input, parameters }) => [name, shape(input), count(parameters)]),
    colours,
  );
  const recipeTable = table(
    [{ title: 'recipe' }, { title: 'model' }, { title: 'batch', align: 'right' }, { title: 'epochs', align: 'right' }, { title: 'optimiser' }, { title: 'resize', align: 'right' }],
    named.map(({ name, model, batchSize, epochs, optimizer, dataset }) => [
      name,
      model,
      String(batchSize),
      String(epochs),
      `${optimizer.kind} ${optimizer.learningRate}`,
      dataset.resize === undefined ? '' : [dataset.resize].flat().join('×'),
    ]),
    colours,
  );
  print(`${modelTable}\n\n${recipeTable}`);
}
