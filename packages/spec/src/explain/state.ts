import type { LayerState } from '../layers/definition.js';
import { elementsOf } from '../shapes/shape.js';
import { clauses, equation, product } from './equation.js';

/** `parameters = 96·1·11·11 + 96 = 11712`, and the running statistics where there are such. */
export function explainState(state: readonly LayerState[]): readonly string[] {
  const running = state.filter(({ name }) => name === 'running_mean' || name === 'running_var');
  const learnt = state.filter((tensor) => !running.includes(tensor));
  return [...sizes('parameters', learnt), ...sizes('running statistics', running)];
}

function sizes(name: string, tensors: readonly LayerState[]): readonly string[] {
  if (tensors.length === 0) return [];
  const count = tensors.reduce((sum, { shape }) => sum + elementsOf(shape), 0);
  const sum = equation(name, tensors.map(({ shape }) => product(shape)).join(' + '), count);
  return [clauses(sum, tensors.map((tensor) => tensor.name).join(' and '))];
}
