import type { LeafKind } from '../layers/layer.js';
import type { ModelSpec } from '../model.js';
import { arrange } from '../structure/arrange.js';
import type { Shape } from './shape.js';

/** A leaf layer and its shapes, without the batch. */
export interface LayerShape {
  readonly path: string;
  readonly kind: LeafKind;
  readonly inputShape: Shape;
  readonly outputShape: Shape;
}

/**
 * The shapes of every leaf layer, in order. `input` stands in for the model's own, channels included.
 * Throws a `SpecError` for a model that is wrong.
 */
export function inferShapes(model: ModelSpec, { input }: { readonly input?: Shape } = {}): readonly LayerShape[] {
  return arrange(model, input).steps.flatMap((step) =>
    step.kind === 'leaf'
      ? [{ path: step.path, kind: step.layer.kind, inputShape: step.input.shape, outputShape: step.output.shape }]
      : [],
  );
}
