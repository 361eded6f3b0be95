import type { ComparedEngine, Trajectory } from './comparedEngine.js';
import { firstDivergence, type Divergence, type DivergenceOptions } from './firstDivergence.js';

export interface EngineTrajectory extends Trajectory {
  readonly engine: string;
}

/** How well two engines agree. */
export interface Agreement {
  readonly a: string;
  readonly b: string;
  /** Over all steps; infinite where one diverged and the other did not. */
  readonly maxLossDifference: number;
  readonly firstDivergence: Divergence | null;
}

export interface Comparison {
  readonly engines: readonly EngineTrajectory[];
  /** Every pair, in the order given. */
  readonly agreement: readonly Agreement[];
}

/** Runs each engine, one after the other so that none disturbs another's speed, and compares every pair. */
export async function compareEngines(engines: readonly ComparedEngine[], steps: number, options: DivergenceOptions): Promise<Comparison> {
  const trajectories: EngineTrajectory[] = [];
  for (const engine of engines) trajectories.push({ engine: engine.name, ...(await engine.run(steps)) });
  const agreement: Agreement[] = [];
  for (const [i, a] of engines.entries()) {
    for (const [j, b] of engines.entries()) {
      if (j <= i) continue;
      const losses = [trajectories[i]?.losses ?? [], trajectories[j]?.losses ?? []] as const;
      agreement.push({
        a: a.name,
        b: b.name,
        maxLossDifference: maxLossDifference(...losses),
        firstDivergence: await firstDivergence(a, b, losses, options),
      });
    }
  }
  return { engines: trajectories, agreement };
}

/** max|aᵢ − bᵢ| over the steps that both have. */
export function maxLossDifference(a: readonly number[], b: readonly number[]): number {
  let found = 0;
  for (let step = 0; step < Math.min(a.length, b.length); step++) {
    const [left, right] = [a[step] as number, b[step] as number];
    const difference = Object.is(left, right) ? 0 : Math.abs(left - right);
    found = Math.max(found, Number.isNaN(difference) ? Infinity : difference);
  }
  return found;
}
