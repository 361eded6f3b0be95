import { SpecError } from '../check/error.js';
import { complete } from '../fields/complete.js';
import type { Complete } from '../fields/field.js';
import type { LayerDefinition, Problem, ShapeResult } from '../layers/definition.js';
import type { LeafLayer } from '../layers/layer.js';
import { mergeShapes } from '../layers/merge.js';
import type { Merge } from '../layers/parallel.js';
import { definitionOf } from '../layers/registry.js';
import type { ModelSpec } from '../model.js';
import type { Shape } from '../shapes/shape.js';
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

/** Flattens the containers and infers every shape. Throws a `SpecError` for the first layer that cannot take its input. */
export function arrange(model: ModelSpec, inputShape: Shape = model.input): Arrangement {
  const steps: Step[] = [];
  const input = { shape: inputShape };
  const output = walk<Value>(model.layers, { path: '', pointer: [] }, input, {
    leaf(given, { path }, value) {
      const definition = definitionOf(given);
      const layer = complete(definition.fields, given);
      const made = { shape: shapeOf(definition.shape(layer, value.shape), `${model.name}/${path} ${given.kind}`) };
      steps.push({ kind: 'leaf', path, layer, definition, input: value, output: made });
      return made;
    },
    merge({ merge }, { path }, inputs) {
      const made = { shape: shapeOf(mergeShapes(merge, inputs.map(({ shape }) => shape)), `${model.name}/${path} parallel`) };
      steps.push({ kind: 'merge', path, merge, inputs, output: made });
      return made;
    },
  });
  return { input, output, steps };
}

function shapeOf({ output, problems = [] }: ShapeResult, subject: string): Shape {
  const [problem] = problems;
  if (problem === undefined && output !== undefined) return output;
  throw problemError(problem ?? { code: 'no-shape', problem: 'has no output shape' }, subject);
}

function problemError({ code, problem, details, remedy }: Problem, subject: string): SpecError {
  return new SpecError({ code, subject, problem, ...(details && { details }), ...(remedy && { remedy }) });
}
