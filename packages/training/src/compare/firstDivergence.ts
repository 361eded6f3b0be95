import type { TensorName } from '@archetype/spec';
import type { StepGraph } from '../backend.js';
import type { ComparedEngine } from './comparedEngine.js';
import { tensorDifferences, type TensorDifference } from './differences.js';

/** Where two engines first part. */
export interface Divergence {
  /** From 1, the step with the common weights. */
  readonly step: number;
  readonly tensor: TensorName;
  /** Relative to the tensor's scale, see `tensorDifferences`; that of the losses where no tensor stands out. */
  readonly difference: number;
}

export interface DivergenceOptions {
  /** The training graph of a step: see `stepGraphs`. */
  readonly graphAt: (step: number) => StepGraph;
  /** The relative difference of a tensor that counts. @defaultValue 1e-3 */
  readonly tolerance?: number;
  /** The difference of two losses that counts, relative to a loss above 1. @defaultValue 1e-3 */
  readonly lossTolerance?: number;
}

/** Tensors are asked for in groups of at most so many bytes, unless one alone is larger. */
const groupBytes = 2 ** 28;

/**
 * Names the first tensor in which two engines part. First the first step is looked into. If it is clean, but the losses part later, the step where they do is
 * looked into, on both engines from one state: what `a` has before it. So whatever is found, a difference of that step's work has made it. Where nothing is
 * found, rounding has built up over the steps, and the loss is named.
 *
 * @param losses of both from a run of each
 * @returns null when they agree
 */
export async function firstDivergence(
  a: ComparedEngine,
  b: ComparedEngine,
  losses: readonly [a: readonly number[], b: readonly number[]],
  options: DivergenceOptions,
): Promise<Divergence | null> {
  const { graphAt, tolerance = 1e-3, lossTolerance = 1e-3 } = options;
  const within = async (step: number): Promise<Divergence | undefined> => {
    const found = await firstBeyond(a, b, step, graphAt(step), tolerance);
    return found === undefined ? undefined : { step, tensor: found.tensor, difference: found.difference };
  };
  const atFirst = await within(1);
  if (atFirst !== undefined) return atFirst;
  const step = firstParting(losses[0], losses[1], lossTolerance);
  if (step === undefined) return null;
  const found = step === 1 ? undefined : await within(step);
  return found ?? { step, tensor: graphAt(step).outputs.loss ?? 'loss', difference: relativeLoss(losses[0][step - 1], losses[1][step - 1]) };
}

/** The first step, from 1, whose losses differ by more than the tolerance. */
function firstParting(a: readonly number[], b: readonly number[], tolerance: number): number | undefined {
  const index = a.findIndex((loss, i) => i < b.length && relativeLoss(loss, b[i]) > tolerance);
  return index < 0 ? undefined : index + 1;
}

/** |a − b|, divided by the larger where that is above 1. Infinite where only one is a number. */
function relativeLoss(a = 0, b = 0): number {
  if (Object.is(a, b)) return 0;
  const difference = Math.abs(a - b) / Math.max(1, Math.abs(a), Math.abs(b));
  return Number.isNaN(difference) ? Infinity : difference;
}

async function firstBeyond(a: ComparedEngine, b: ComparedEngine, step: number, graph: StepGraph, tolerance: number): Promise<TensorDifference | undefined> {
  const differences = tensorDifferences(graph, tolerance);
  const state = await a.stateBefore(step);
  for (const names of groups(graph)) {
    for (const found of differences(await a.inspect(step, state, names), await b.inspect(step, state, names))) {
      if (found.difference > tolerance) return found;
    }
  }
  return undefined;
}

/** What the operations make, in their order, in groups that fit into memory. */
function groups(graph: StepGraph): readonly (readonly TensorName[])[] {
  const made: TensorName[][] = [[]];
  let bytes = 0;
  for (const { outputs } of graph.operations) {
    const size = outputs.reduce((sum, name) => sum + 4 * (graph.tensors.get(name)?.shape.reduce((product, length) => product * length, 1) ?? 0), 0);
    if (bytes > 0 && bytes + size > groupBytes) {
      made.push([]);
      bytes = 0;
    }
    made.at(-1)?.push(...outputs);
    bytes += size;
  }
  return made;
}
