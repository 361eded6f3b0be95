import { SpecError } from '../check/error.js';
import { nearest } from '../fields/nearest.js';
import type { LayerKind } from '../layers/layer.js';
import type { ModelSpec } from '../model.js';
import type { Shape } from '../shapes/shape.js';
import { inputsGiving, type Outcome } from './outcome.js';
import { common, essential, type Region } from './region.js';
import type { Trace, TracedLayer } from './trace.js';

/** Where a shape is wanted. */
export interface Target {
  readonly path: string;
  readonly kind: LayerKind;
  /** What the layer may give there, or what a linear layer may take. */
  readonly outcomes: readonly Outcome[];
}

/**
 * The layer asked for, or the last that can give what is wanted, those within branches after all others; failing that, the one that comes
 * nearest to it. With it the regions that give what is wanted there.
 */
export function targetOf(model: ModelSpec, { layers, outputs }: Trace, want: Shape, at: string | undefined): { readonly target: Target; readonly regions: readonly Region[] } {
  const solve = ({ outcomes }: Target) => essential(outcomes.flatMap((outcome) => outputs.flatMap((end) => inputsGiving(want, { ...outcome, ...common(outcome, end) }))));
  if (at !== undefined) {
    const target = named(model, layers, at);
    return { target, regions: solve(target) };
  }
  const lastFirst = layers.toReversed();
  const targets = [...lastFirst.filter(({ inBranch }) => !inBranch), ...lastFirst.filter(({ inBranch }) => inBranch)].map(targetAt);
  for (const target of targets) {
    const regions = solve(target);
    if (regions.length > 0) return { target, regions };
  }
  const target = targets.find((each) => each.outcomes.some((outcome) => near(outcome, want))) ?? targets.find((each) => each.outcomes.some((outcome) => sameRank(outcome, want)));
  return { target: target ?? { path: '', kind: 'sequential', outcomes: [] }, regions: [] };
}

/** Of as many channels, or features that may vary. */
function near({ value }: Outcome, want: Shape): boolean {
  return value.rank === 'image' ? want.length === 3 && value.channels === want[0] : want.length === 1 && value.scale > 0;
}

function sameRank({ value }: Outcome, want: Shape): boolean {
  return (value.rank === 'image') === (want.length === 3);
}

function targetAt({ path, kind, outputs }: TracedLayer): Target {
  return { path, kind, outcomes: outputs };
}

function named(model: ModelSpec, layers: readonly TracedLayer[], at: string): Target {
  const layer = layerNamed(model, layers, at);
  return { path: layer.path, kind: layer.kind, outcomes: layer.kind === 'linear' ? layer.inputs : layer.outputs };
}

export function layerNamed(model: ModelSpec, layers: readonly TracedLayer[], at: string): TracedLayer {
  const layer = layers.find(({ path }) => path === at);
  if (layer) return layer;
  const paths = layers.map(({ path }) => path);
  const meant = nearest(at, paths) ?? paths.find((path) => path.startsWith(`${at}.`));
  throw new SpecError({
    code: 'unknown-layer',
    subject: model.name,
    problem: `there is no layer ${JSON.stringify(at)}`,
    remedy: meant === undefined ? `the layers are ${paths.slice(0, 8).join(', ')}${paths.length > 8 ? ', …' : ''}` : `did you mean "${meant}"?`,
  });
}
