import type { GradientClipping, TensorInfo, TensorName } from '@archetype/spec';
import type { DifferentiatedGraph } from './differentiate.js';
import type { StepOperation } from './operations.js';

const NORM = 'gradientNorm';

/**
 * Puts what the gradients are multiplied by between them and the updates: their norm as the tensor `gradientNorm`, and for parameter P
 * `P:gradient:clipped` in place of its gradient.
 */
export function clipGradients({ graph, gradients }: DifferentiatedGraph, { maxNorm }: GradientClipping): DifferentiatedGraph {
  if (gradients.size === 0) return { graph, gradients };
  const tensors = new Map<TensorName, TensorInfo>(graph.tensors);
  tensors.set(NORM, { shape: [], elementType: 'float32' });
  const operations: StepOperation[] = [...graph.operations, { kind: 'globalNorm', path: '', inputs: [...gradients.values()], outputs: [NORM] }];
  const clipped = new Map<TensorName, TensorName>();
  for (const { name, path, shape } of graph.state) {
    const gradient = gradients.get(name);
    if (gradient === undefined) continue;
    const kept = `${name}:gradient:clipped`;
    tensors.set(kept, { shape, elementType: 'float32' });
    operations.push({ kind: 'clipByNorm', path, maxNorm, inputs: [gradient, NORM], outputs: [kept] });
    clipped.set(name, kept);
  }
  return { graph: { ...graph, tensors, operations }, gradients: clipped };
}
