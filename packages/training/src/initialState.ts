import type { ModelSpec, Recipe, StateRole, StateTensor, TensorName } from '@archetype/spec';
import { randomStream } from '@archetype/spec/random';
import type { TensorValues } from './backend.js';
import { trainingGraph } from './graphSet.js';
import { initializer } from './initializers/initializer.js';
import type { InitializerRule } from './initializers/rule.js';
import { zeros } from './initializers/zeros.js';

export interface InitialStateOptions {
  readonly model: ModelSpec;
  readonly recipe: Recipe;
  /** @defaultValue the recipe's */
  readonly seed?: number;
}

/**
 * The whole state before the first step: weights and biases by the recipe's rule from the stream of (seed, `initialize`, the tensor's name),
 * the rest by its role. The same bits on every machine.
 *
 * @throws SpecError for a model that is wrong
 */
export function initialState({ model, recipe, seed = recipe.seed }: InitialStateOptions): TensorValues {
  const rules = rulesOf(recipe);
  const values = new Map<TensorName, Float32Array>();
  // The state is the same at every batch size; but of a batch of one, batch normalisation of flat tensors has no variance.
  for (const tensor of trainingGraph({ model, recipe }, 2).state) values.set(tensor.name, initialValue(tensor, rules[tensor.role], seed));
  return values;
}

function initialValue(tensor: StateTensor, rule: InitializerRule, seed: number): Float32Array {
  const out = new Float32Array(tensor.shape.reduce((product, size) => product * size, 1));
  rule(out, tensor, randomStream({ seed, purpose: 'initialize', path: tensor.name }));
  return out;
}

const ones: InitializerRule = (out) => {
  out.fill(1);
};

function rulesOf({ initialization: { weight, bias } }: Recipe): Readonly<Record<StateRole, InitializerRule>> {
  return {
    weight: initializer(weight),
    bias: initializer(bias),
    normWeight: ones,
    normBias: zeros,
    runningMean: zeros,
    runningVariance: ones,
    optimizer: zeros,
  };
}
