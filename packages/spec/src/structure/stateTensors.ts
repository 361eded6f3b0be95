import type { StateTensor } from '../graph/graph.js';
import type { LayerState } from '../layers/definition.js';
import type { ModelSpec } from '../model.js';
import type { Shape } from '../shapes/shape.js';
import { arrange, type Arrangement, type LeafStep } from './arrange.js';

/**
 * Weights, biases and running statistics, in the order and by the names of a PyTorch `state_dict` (less `num_batches_tracked`).
 * Throws a `SpecError` for a model that is wrong.
 */
export function stateTensors(model: ModelSpec, { input }: { readonly input?: Shape } = {}): readonly StateTensor[] {
  return arrangedState(arrange(model, input));
}

export function arrangedState({ steps }: Arrangement): readonly StateTensor[] {
  return steps.flatMap((step) => (step.kind === 'leaf' ? leafState(step) : []));
}

/** The state of one layer. */
export function leafState({ path, layer, definition, input }: LeafStep): readonly StateTensor[] {
  return (definition.state?.(layer, input.shape) ?? []).map((state) => stateTensor(path, state));
}

function stateTensor(path: string, { name, shape, role, fanIn = 0, fanOut = 0 }: LayerState): StateTensor {
  const trainable = role !== 'runningMean' && role !== 'runningVariance';
  return { name: `${path}.${name}`, shape, role, path, trainable, fanIn, fanOut };
}
