import type { TensorName } from '@archetype/spec';
import type { StepGraph } from '../backend.js';
import type { StepOperation } from '../operations.js';
import type { ComparedEngine } from './comparedEngine.js';
import { tensorDifferences } from './differences.js';
import { enginesAtFault, type Judge } from './judge.js';

/** Where two engines first part. */
export interface Divergence {
  /** From 1, the step with the common weights. */
  readonly step: number;
  readonly tensor: TensorName;
  /** Relative to the tensor's scale, see `tensorDifferences`; that of the losses where no tensor stands out. */
  readonly difference: number;
  /** Engines that the judge contradicts; absent without a judge, or where no tensor stands out. */
  readonly atFault?: readonly string[];
}

export interface DivergenceOptions {
  /** The training graph of a step: see `stepGraphs`. */
  readonly graphAt: (step: number) => StepGraph;
  /** The relative difference of a tensor that counts. @defaultValue 1e-3 */
  readonly tolerance?: number;
  /** The difference of two losses that counts, relative to a loss above 1. @defaultValue 1e-3 */
  readonly lossTolerance?: number;
  /** Tells an operation that is wrong from one whose inputs differ by rounding at a kink. @defaultValue every tensor beyond the tolerance counts */
  readonly judge?: Judge;
  /**
   * The name of an engine that is the judge itself. Its tensors come rounded to float32, and made anew from those its own results may differ: that is no fault of
   * its. @defaultValue every engine is judged
   */
  readonly trusted?: string;
}

/** Tensors are asked for in groups of at most so many bytes, unless one alone is larger. */
const groupBytes = 2 ** 28;

/**
 * Names the first tensor in which two engines part. First the first step is looked into. If it is clean, but the losses part later, the step where they do is
 * looked into, on both engines from one state: what `a` has before it. So whatever is found, a difference of that step's work has made it. With a judge, an
 * operation counts only where an engine's result is wrong for that engine's own inputs. Where nothing is found, rounding has built up over the steps, and the
 * loss is named.
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
  const { graphAt, tolerance = 1e-3, lossTolerance = 1e-3, judge, trusted } = options;
  const within = (step: number): Promise<Divergence | undefined> => firstBeyond(a, b, step, { graph: graphAt(step), tolerance, judge, trusted });
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

interface Search {
  readonly graph: StepGraph;
  readonly tolerance: number;
  readonly judge: Judge | undefined;
  readonly trusted: string | undefined;
}

async function firstBeyond(a: ComparedEngine, b: ComparedEngine, step: number, { graph, tolerance, judge, trusted }: Search): Promise<Divergence | undefined> {
  const differences = tensorDifferences(graph, tolerance);
  const makers = new Map<TensorName, StepOperation>(graph.operations.flatMap((operation) => operation.outputs.map((name) => [name, operation] as const)));
  const state = await a.stateBefore(step);
  const judged = [a, b].filter(({ name }) => name !== trusted);
  /** Tensors that differ, though no engine is wrong: what is made of them says nothing more. */
  const parted = new Set<TensorName>();
  for (const names of groups(graph)) {
    for (const { tensor, difference } of differences(await a.inspect(step, state, names), new Map([...state, ...(await b.inspect(step, state, names))]))) {
      const operation = makers.get(tensor);
      if (difference <= tolerance || operation === undefined) continue;
      if (judge === undefined) return { step, tensor, difference };
      if (!operation.inputs.some((name) => parted.has(name)) && !operation.outputs.some((name) => parted.has(name))) {
        const atFault = await enginesAtFault(judged, step, state, { graph, operation, judge, tolerance });
        if (atFault.length > 0) return { step, tensor, difference, atFault };
      }
      for (const name of operation.outputs) parted.add(name);
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
