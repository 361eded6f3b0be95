import type { Complete } from '../fields/field.js';
import { complete } from '../fields/complete.js';
import type { LayerDefinition, Problem, ShapeResult } from '../layers/definition.js';
import type { LeafLayer } from '../layers/layer.js';
import { definitionOf } from '../layers/registry.js';
import { elementsOf, formatShape, isImage, type Shape } from './shape.js';

/** The longest height or width: lowering lists pooling windows one by one. */
export const LONGEST_SIDE = 2 ** 20;

export interface LayerOutput extends ShapeResult {
  readonly layer: Complete<LeafLayer>;
  readonly definition: LayerDefinition<LeafLayer>;
}

/** A leaf's output shape, or what keeps it from its input, sizes that cannot be counted exactly included. */
export function outputOf(given: LeafLayer, input: Shape): LayerOutput {
  const definition = definitionOf(given);
  const layer = complete(definition.fields, given);
  const result = definition.shape(layer, input);
  if (result.output === undefined || result.problems?.length) return { ...result, layer, definition };
  const problem = sizeProblem(result.output) ?? workProblem(definition.multiplyAdds?.(layer, input, result.output) ?? 0);
  return problem ? { problems: [problem], layer, definition } : { output: result.output, layer, definition };
}

/** Why a tensor of this shape is beyond what can be counted. */
export function sizeProblem(shape: Shape): Problem | undefined {
  const elements = elementsOf(shape);
  if (elements > Number.MAX_SAFE_INTEGER) {
    return {
      code: 'too-large',
      problem: `${formatShape(shape)} has more elements than can be counted exactly`,
      details: [`${shape.join(' · ')} = ${elements.toExponential(2)} > 2^53 − 1`],
      remedy: 'make it smaller',
    };
  }
  const side = isImage(shape) ? Math.max(shape[1], shape[2]) : 0;
  if (side <= LONGEST_SIDE) return undefined;
  return { code: 'too-large', problem: `${formatShape(shape)} has a side of ${side}`, remedy: `height and width must be at most ${LONGEST_SIDE}` };
}

function workProblem(multiplyAdds: number): Problem | undefined {
  if (multiplyAdds <= Number.MAX_SAFE_INTEGER) return undefined;
  return {
    code: 'too-large',
    problem: 'takes more multiply-adds than can be counted exactly',
    details: [`${multiplyAdds.toExponential(2)} > 2^53 − 1`],
    remedy: 'make it smaller',
  };
}
