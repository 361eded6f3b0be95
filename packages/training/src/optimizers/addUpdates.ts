import type { CompleteOptimizer, GraphInput, StateTensor, TensorInfo, TensorName } from '@archetype/spec';
import type { StepGraph } from '../backend.js';
import type { DifferentiatedGraph } from '../differentiate.js';
import type { StepOperation } from '../operations.js';
import { optimizerRule } from './registry.js';
import type { UpdateNames } from './rule.js';

/**
 * Appends an update operation for every parameter that has a gradient, in the order of the state, and declares what the optimiser
 * keeps (`P:velocity`, …, role `optimizer`) and is handed each step (`learningRate`, …, role `scalar`). The next value of state S is `S:next`.
 */
export function addUpdates({ graph, gradients }: DifferentiatedGraph, optimizer: CompleteOptimizer): StepGraph {
  const rule = optimizerRule(optimizer);
  const tensors = new Map<TensorName, TensorInfo>(graph.tensors);
  const updates = new Map<TensorName, TensorName>(graph.updates);
  const state: StateTensor[] = [...graph.state];
  const operations: StepOperation[] = [...graph.operations];

  const scalars = ['learningRate', ...Object.keys(rule.scalars(optimizer, 1))];
  for (const name of scalars) tensors.set(name, { shape: [], elementType: 'float32' });

  for (const parameter of graph.state) {
    const gradient = gradients.get(parameter.name);
    if (gradient === undefined) continue;
    for (const slot of rule.slots(optimizer)) {
      const name = slotName(parameter.name, slot);
      const { shape, path } = parameter;
      state.push({ name, shape, role: 'optimizer', path, trainable: false, fanIn: 0, fanOut: 0 });
      tensors.set(name, { shape, elementType: 'float32' });
    }
    const names: UpdateNames = {
      path: parameter.path,
      parameter: parameter.name,
      gradient,
      learningRate: 'learningRate',
      slot: (slot) => slotName(parameter.name, slot),
      next: nextName,
    };
    const update = rule.update(optimizer, names);
    operations.push(update);
    for (const kept of [parameter.name, ...rule.slots(optimizer).map(names.slot)]) {
      tensors.set(nextName(kept), { shape: parameter.shape, elementType: 'float32' });
      updates.set(kept, nextName(kept));
    }
  }
  const inputs: GraphInput[] = [...graph.inputs, ...scalars.map((name) => ({ name, role: 'scalar' }) as const)];
  return { ...graph, tensors, inputs, state, operations, updates };
}

function slotName(parameter: TensorName, slot: string): TensorName {
  return `${parameter}:${slot}`;
}

function nextName(state: TensorName): TensorName {
  return `${state}:next`;
}
