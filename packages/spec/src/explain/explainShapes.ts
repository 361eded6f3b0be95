import type { LeafKind } from '../layers/layer.js';
import type { ModelSpec } from '../model.js';
import type { Shape } from '../shapes/shape.js';
import { arrange } from '../structure/arrange.js';
import { explainLeaf } from './leaf.js';
import { explainMerge } from './merge.js';
import { explainState } from './state.js';

/** The arithmetic of one layer; of a `parallel`, that of its merge. */
export interface ShapeExplanation {
  readonly path: string;
  readonly kind: LeafKind | 'parallel';
  /** One, or one for each branch that is merged; without the batch. */
  readonly inputShapes: readonly Shape[];
  readonly outputShape: Shape;
  /**
   * A line of arithmetic each, such as `height = floor((224 + 0 + 0 − 1·(11 − 1) − 1) / 4) + 1 = 54`: sides joined by ` = ` are equal,
   * `; ` parts clauses and remarks.
   */
  readonly lines: readonly string[];
}

/**
 * How every shape, parameter count and number of multiply-adds (of one item) comes about, layer by layer; a merge follows its branches.
 * `input` stands in for the model's own. Throws a `SpecError` for a model that is wrong.
 */
export function explainShapes(model: ModelSpec, { input }: { readonly input?: Shape } = {}): readonly ShapeExplanation[] {
  return arrange(model, input).steps.map((step) => {
    const outputShape = step.output.shape;
    if (step.kind === 'merge') {
      const inputShapes = step.inputs.map(({ shape }) => shape);
      return { path: step.path, kind: 'parallel', inputShapes, outputShape, lines: explainMerge(step.merge, inputShapes, outputShape) };
    }
    const inputShape = step.input.shape;
    const state = step.definition.state?.(step.layer, inputShape) ?? [];
    const lines = [...explainLeaf(step.layer, inputShape, outputShape), ...explainState(state)];
    return { path: step.path, kind: step.layer.kind, inputShapes: [inputShape], outputShape, lines };
  });
}
