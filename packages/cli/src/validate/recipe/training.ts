import { defineRecipe, trainingInput, type Finding, type ModelSpec, type Recipe, type RecipeFields, type Shape } from '@archetype/spec';

/** How a recipe trains its model. */
export interface Training {
  readonly recipe: Recipe;
  /** What the model is fed, without the batch: its own input, or what the recipe resizes to. */
  readonly input: Shape;
}

/** What decides whether a recipe and a model fit each other. */
const DECIDING = ['dataset', 'batchSize', 'lastBatch', 'optimizer'] as const;

/** The recipe as far as it concerns the model, or nothing where just that part is wrong. */
export function trainingOf(value: object, found: readonly Finding[], model: ModelSpec): Training | undefined {
  const fields = value as Partial<RecipeFields>;
  if (found.some(({ pointer }) => (DECIDING as readonly unknown[]).includes(pointer[0]))) return undefined;
  const { dataset, batchSize, lastBatch, optimizer } = fields;
  const recipe = defineRecipe({
    name: model.name,
    model,
    ...(dataset && { dataset }),
    ...(batchSize !== undefined && { batchSize }),
    ...(lastBatch && { lastBatch }),
    ...(optimizer && { optimizer }),
  });
  return { recipe, input: trainingInput(model, recipe.dataset) };
}
