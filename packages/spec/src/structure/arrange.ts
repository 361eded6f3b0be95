import { findingsError, problemFinding } from '../check/finding.js';
import { parseWellFormed } from '../check/wellFormed.js';
import { SpecError } from '../check/error.js';
import { modelInput } from '../fields/modelInput.js';
import { describe } from '../fields/describe.js';
import type { Complete } from '../fields/field.js';
import type { LayerDefinition, ShapeResult } from '../layers/definition.js';
import type { LeafLayer } from '../layers/layer.js';
import { mergeShapes } from '../layers/merge.js';
import type { Merge } from '../layers/parallel.js';
import type { ModelSpec } from '../model.js';
import { outputOf, sizeProblem } from '../shapes/outputOf.js';
import type { Shape } from '../shapes/shape.js';
import { pointerOf, type Location } from './location.js';
import { walk } from './walk.js';

/** A value that flows through the network: the model's input, or what a step makes. Steps share it by reference. */
export interface Value {
  readonly shape: Shape;
}

export interface LeafStep {
  readonly kind: 'leaf';
  readonly path: string;
  /** With every default filled in. */
  readonly layer: Complete<LeafLayer>;
  readonly definition: LayerDefinition<LeafLayer>;
  readonly input: Value;
  readonly output: Value;
}

export interface MergeStep {
  readonly kind: 'merge';
  readonly path: string;
  readonly merge: Merge;
  readonly inputs: readonly Value[];
  readonly output: Value;
}

export type Step = LeafStep | MergeStep;

/** A model without its containers: what happens, in order, and on which values. */
export interface Arrangement {
  readonly input: Value;
  readonly output: Value;
  readonly steps: readonly Step[];
}

/**
 * Flattens the containers and infers every shape. Throws a `SpecError`: for a model that is not well formed, with every finding; else for the
 * first layer that cannot take its input.
 */
export function arrange(model: ModelSpec, inputShape?: Shape): Arrangement {
  parseWellFormed(model);
  const steps: Step[] = [];
  const input = { shape: inputShape ?? model.input };
  requireInput(input.shape, model);
  const output = walk<Value>(model.layers, input, {
    leaf(given, location, value) {
      const { layer, definition, ...result } = outputOf(given, value.shape);
      const made = { shape: shapeOf(result, model, location, given.kind) };
      steps.push({ kind: 'leaf', path: location.path, layer, definition, input: value, output: made });
      return made;
    },
    merge({ kind, merge }, location, inputs) {
      const joined = mergeShapes(merge, inputs.map(({ shape }) => shape));
      const made = { shape: shapeOf(joined, model, location, kind) };
      steps.push({ kind: 'merge', path: location.path, merge, inputs, output: made });
      return made;
    },
  });
  return { input, output, steps };
}

function requireInput(input: Shape, { name }: ModelSpec): void {
  if (!modelInput.accepts(input)) {
    throw new SpecError({ code: 'invalid-field', subject: name, problem: `input must be ${modelInput.expected}; received ${describe(input)}` });
  }
  const problem = sizeProblem(input);
  if (problem) throw findingsError(name, [problemFinding(problem, '', undefined, ['input'])]);
}

function shapeOf({ output, problems = [] }: ShapeResult, model: ModelSpec, location: Location, kind: string): Shape {
  const [first, ...others] = problems.map((problem) => problemFinding(problem, location.path, kind, pointerOf(location)));
  if (first) throw findingsError(model.name, [first, ...others]);
  if (output) return output;
  throw new TypeError(`${kind} gave neither a shape nor a reason`);
}
