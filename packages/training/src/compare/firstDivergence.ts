import type { TensorName } from '@archetype/spec';
import type { StepGraph, TensorValues } from '../backend.js';
import type { ComparedEngine } from './comparedEngine.js';
import { tensorDifferences, type TensorDifference } from './differences.js';

/** Where two engines first part. */
export interface Divergence {
  /** From 0, the step with the common weights. */
  readonly step: number;
  readonly tensor: TensorName;
  /** Relative; see `tensorDifferences`. Of the losses themselves where no tensor stands out. */
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
 * Names the first tensor in which two engines part. First the step with the common weights is looked into: there nothing but the engines can differ. If it
 * is clean, but the losses part later, both are run again up to that step, and it is looked into; the weights have drifted apart by then, so the tensor
 * found is where that shows first.
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
  const atBeginning = await firstBeyond(a, b, 0, graphAt(0), tolerance);
  if (atBeginning !== undefined) return { step: 0, tensor: atBeginning.tensor, difference: atBeginning.difference };
  const step = firstParting(losses[0], losses[1], lossTolerance);
  if (step === undefined) return null;
  const graph = graphAt(step);
  const found = await firstBeyond(a, b, step, graph, tolerance);
  if (found !== undefined) return { step, tensor: found.tensor, difference: found.difference };
  return { step, tensor: graph.outputs.loss ?? 'loss', difference: relativeLoss(losses[0][step], losses[1][step]) };
}

/** The first step whose losses differ by more than the tolerance. */
export function firstParting(a: readonly number[], b: readonly number[], tolerance: number): number | undefined {
  const step = a.findIndex((loss, i) => i < b.length && relativeLoss(loss, b[i]) > tolerance);
  return step < 0 ? undefined : step;
}

/** |a − b|, divided by the larger where that is above 1. Infinite where only one is a number. */
function relativeLoss(a = 0, b = 0): number {
  if (Object.is(a, b)) return 0;
  const difference = Math.abs(a - b) / Math.max(1, Math.abs(a), Math.abs(b));
  return Number.isNaN(difference) ? Infinity : difference;
}

async function firstBeyond(a: ComparedEngine, b: ComparedEngine, step: number, graph: StepGraph, tolerance: number): Promise<TensorDifference | undefined> {
  const differences = tensorDifferences(graph, tolerance);
  for (const names of groups(graph)) {
    for (const found of differences(await a.inspect(step, names), await b.inspect(step, names))) {
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
