import { isObject, own } from '../fields/checkFields.js';
import { modelInput } from '../fields/modelInput.js';
import { withoutSchemaLink } from '../fields/schemaLink.js';
import { mergeShapes } from '../layers/merge.js';
import type { Layer } from '../layers/layer.js';
import type { ModelSpec } from '../model.js';
import { outputOf, sizeProblem } from '../shapes/outputOf.js';
import type { Shape } from '../shapes/shape.js';
import { pointerOf } from '../structure/location.js';
import { walk } from '../structure/walk.js';
import { findingsError, problemFinding, type Finding } from './finding.js';
import { nameOf } from './nameOf.js';
import { checkWellFormed } from './wellFormed.js';

/**
 * Everything that is wrong with a value as a model, in the order of the file: fields, kinds, names, then shapes. Where a layer is wrong its
 * output is unknown, and what depends on it is not judged. Never throws, whatever the value.
 */
export function checkModel(value: unknown): readonly Finding[] {
  const { findings, closed, walkable } = checkWellFormed(value);
  if (!walkable || !isObject(value)) return findings;
  const input = own(value, 'input');
  return [...findings, ...checkShapes(own(value, 'layers') as readonly Layer[], modelInput.accepts(input) ? input : undefined, closed)];
}

function checkShapes(layers: readonly Layer[], input: Shape | undefined, closed: ReadonlySet<unknown>): readonly Finding[] {
  if (input === undefined) return [];
  const oversized = sizeProblem(input);
  if (oversized) return [problemFinding(oversized, '', undefined, ['input'])];
  const findings: Finding[] = [];
  walk<Shape | undefined>(layers, input, {
    closed: (layer) => (closed.has(layer) ? { value: undefined } : undefined),
    leaf(layer, location, shape) {
      if (shape === undefined) return undefined;
      const { output, problems = [] } = outputOf(layer, shape);
      for (const problem of problems) findings.push(problemFinding(problem, location.path, layer.kind, pointerOf(location)));
      return output;
    },
    merge({ kind, merge }, location, branches) {
      const known = branches.filter((shape) => shape !== undefined);
      if (known.length < branches.length) return undefined;
      const { output, problems = [] } = mergeShapes(merge, known);
      for (const problem of problems) findings.push(problemFinding(problem, location.path, kind, pointerOf(location)));
      return output;
    },
  });
  return findings;
}

/** The model in a parsed JSON value. Throws a `SpecError` with every finding. */
export function parseModel(value: unknown): ModelSpec {
  const [first, ...others] = checkModel(value);
  if (first === undefined) return withoutSchemaLink(value as ModelSpec);
  throw findingsError(nameOf(value, 'model'), [first, ...others]);
}
