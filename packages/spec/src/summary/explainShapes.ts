import type { LeafKind } from '../layers/layer.js';
import type { ModelSpec } from '../model.js';
import type { Shape } from '../shapes/shape.js';
import { arrange } from '../structure/arrange.js';

/** How one shape comes about. */
export interface ShapeExplanation {
  readonly path: string;
  readonly kind: LeafKind | 'parallel';
  readonly outputShape: Shape;
  /** `height and width: floor((224 + 0 + 0 − 1·(11 − 1) − 1) / 4) + 1 = 54`; empty where the input's shape stays. */
  readonly lines: readonly string[];
}

/** The arithmetic of every shape, merges included. Throws a `SpecError` for a model that is wrong. */
export function explainShapes(model: ModelSpec, { input }: { readonly input?: Shape } = {}): readonly ShapeExplanation[] {
  return arrange(model, input).steps.map((step) => {
    const { path, output } = step;
    if (step.kind === 'leaf') {
      const lines = step.definition.explain?.(step.layer, step.input.shape, output.shape) ?? [];
      return { path, kind: step.layer.kind, outputShape: output.shape, lines };
    }
    const channels = step.inputs.map(({ shape }) => shape[0]);
    const lines = step.merge === 'concat' ? [`channels: ${channels.join(' + ')} = ${output.shape[0]}`] : [];
    return { path, kind: 'parallel', outputShape: output.shape, lines };
  });
}
