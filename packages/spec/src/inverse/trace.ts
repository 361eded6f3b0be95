import { findingsError, problemFinding, type Finding } from '../check/finding.js';
import { parseWellFormed } from '../check/wellFormed.js';
import { SpecError } from '../check/error.js';
import type { Problem } from '../layers/definition.js';
import type { LayerKind, LeafLayer } from '../layers/layer.js';
import { mergeShapes } from '../layers/merge.js';
import type { Merge, Parallel } from '../layers/parallel.js';
import type { ModelSpec } from '../model.js';
import { LONGEST_SIDE, outputOf } from '../shapes/outputOf.js';
import { pointerOf, type Location } from '../structure/location.js';
import { walk } from '../structure/walk.js';
import { interval } from './intervals.js';
import { leafOutcome } from './layerOutcome.js';
import { mergeOutcomes } from './mergeOutcome.js';
import { sampleShape, shapeAt, type Outcome, type Value } from './outcome.js';
import { essential, isEmpty } from './region.js';
import { unchanged } from './sizeRule.js';

/** A leaf, or a `parallel` where its branches are merged, with all that it may take and give. */
export interface TracedLayer {
  readonly path: string;
  readonly kind: LayerKind;
  readonly layer: LeafLayer | Parallel;
  /** Whether it lies within a branch of a `parallel`. */
  readonly inBranch: boolean;
  readonly inputs: readonly Outcome[];
  readonly outputs: readonly Outcome[];
}

export interface Trace {
  readonly layers: readonly TracedLayer[];
  /** Whose regions are the inputs that the whole model takes. */
  readonly outputs: readonly Outcome[];
}

const everySide = interval(1, LONGEST_SIDE);

/** A value for every height and width. */
export function everywhere(value: Value): Outcome {
  return { heights: everySide, widths: everySide, value };
}

/**
 * Carries an image of any height and width through a model, from its input or, with `free`, from that leaf's output, as if it could be anything.
 * Throws a `SpecError` for a model that takes no input at all.
 */
export function trace(model: ModelSpec, input: Outcome, free?: string): Trace {
  parseWellFormed(model);
  const layers: TracedLayer[] = [];
  const obstacles: Finding[] = [];
  const block = (problems: readonly Problem[], location: Location, kind: string) =>
    obstacles.push(...problems.map((problem) => problemFinding(problem, location.path, kind, pointerOf(location))));
  const outputs = walk<readonly Outcome[]>(model.layers, [input], {
    leaf(layer, location, inputs) {
      const isFree = location.path === free;
      const given = isFree
        ? inputs.map((outcome) => freed(leafOutcome(layer, outcome)))
        : inputs.flatMap((outcome) => takenBy(layer, outcome, (problems) => block(problems, location, layer.kind)));
      const made = essential(given);
      layers.push({ path: location.path, kind: layer.kind, layer, inBranch: inBranch(location), inputs, outputs: made });
      return made;
    },
    merge(layer, location, branches) {
      const made = mergeAll(layer.merge, branches, model, location.path);
      if (made.length === 0) block(neverMerged(layer.merge, branches), location, layer.kind);
      layers.push({ path: location.path, kind: layer.kind, layer, inBranch: inBranch(location), inputs: branches.flat(), outputs: made });
      return made;
    },
  });
  const [obstacle] = obstacles;
  if (outputs.length === 0 && obstacle) throw findingsError(model.name, [obstacle]);
  return { layers, outputs };
}

function inBranch(location: Location): boolean {
  return pointerOf(location).includes('branches');
}

function freed({ value }: Outcome): Outcome {
  return everywhere(value.rank === 'image' ? { ...value, height: unchanged, width: unchanged } : value);
}

/** What a leaf makes of an outcome's inputs, if it takes any. */
function takenBy(layer: LeafLayer, input: Outcome, block: (problems: readonly Problem[]) => void): readonly Outcome[] {
  const output = leafOutcome(layer, input);
  const [height, width] = isEmpty(output)
    ? [input.heights.at(-1)?.to ?? 1, input.widths.at(-1)?.to ?? 1]
    : [output.heights[0]?.from ?? 1, output.widths[0]?.from ?? 1];
  // What is wrong at one size that fits, such as groups that do not divide, is wrong at each.
  const { problems = [] } = outputOf(layer, shapeAt(input.value, height, width));
  if (problems.length === 0) return [output];
  block(problems);
  return [];
}

function mergeAll(merge: Merge, branches: readonly (readonly Outcome[])[], model: ModelSpec, path: string): readonly Outcome[] {
  const [first = [], ...rest] = branches;
  let joined = first;
  for (const next of rest) joined = essential(joined.flatMap((a) => next.flatMap((b) => mergeOutcomes(merge, a, b) ?? unlike(model, path))));
  return joined;
}

function unlike(model: ModelSpec, path: string): never {
  throw new SpecError({
    code: 'cannot-invert',
    subject: `${model.name}/${path} parallel`,
    problem: 'joins features that depend on the input size in unlike ways, which has no answer in intervals',
    remedy: 'give the features of each branch a fixed number, by adaptiveAvgPool2d before flatten or by linear after it',
  });
}

function neverMerged(merge: Merge, branches: readonly (readonly Outcome[])[]): readonly Problem[] {
  const samples = branches.flatMap(([outcome]) => (outcome ? [sampleShape(outcome)] : []));
  // A branch that takes no input has been reported for itself.
  if (samples.length < branches.length) return [];
  const { problems = [] } = mergeShapes(merge, samples);
  if (problems.length > 0) return problems;
  return [{ code: 'merge-shapes-differ', problem: `no input size lets ${merge} join the branches`, field: 'branches' }];
}
