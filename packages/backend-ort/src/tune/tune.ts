import type { StepGraph, Precision } from '@archetype/training';
import { chooseConvolutions } from '../choose/convolutions.js';
import type { Candidate, ConvolutionChoice } from '../choose/convolutions.js';
import { convolutionKey } from '../choose/tuned.js';
import type { Tuned } from '../choose/tuned.js';
import type { Device } from '../devices/device.js';
import { rewrite } from '../plan/rewrite.js';
import type { Measure } from './measure.js';

/** Microseconds by the formulation's name, by the convolution with its batch. */
export type Timings = Readonly<Record<string, Readonly<Record<string, number>>>>;

export interface TuneEvent {
  readonly convolution: string;
  /** Of the convolutions that have more than one contender, this is number `done` of `total`. */
  readonly done: number;
  readonly total: number;
  readonly chosen: string;
  readonly microseconds: number;
}

export interface TuneOptions {
  readonly device: Device;
  readonly precision: Precision;
  readonly measure: Measure;
  /** What was measured before, on the same machine, with the same runtime and threads. */
  readonly known: Timings;
  readonly onChosen?: (event: TuneEvent) => void;
}

export interface Tuning {
  readonly tuned: Tuned;
  /** What was known and what was measured now. */
  readonly timings: Timings;
}

/** A candidate whose estimate is more than this many times the least is not measured. */
const WITHIN = 2;

/**
 * Refines the choice of each convolution of a graph: those candidates whose estimates are near the best are measured, and the fastest is taken. What
 * is known is not measured again.
 */
export async function tuneConvolutions(graph: StepGraph, { device, precision, measure, known, onChosen }: TuneOptions): Promise<Tuning> {
  const contested = new Map<string, ConvolutionChoice>();
  for (const choice of chooseConvolutions(rewrite(graph), device, precision).values()) {
    if (contendersOf(choice).length > 1) contested.set(convolutionKey(choice.convolution, choice.uses), choice);
  }
  const timings: Record<string, Readonly<Record<string, number>>> = { ...known };
  const tuned: Record<string, string> = {};
  for (const [key, choice] of contested) {
    const { convolution, uses } = choice;
    const place = `batch ${convolution.batch}, ${key}`;
    const times: Record<string, number> = { ...timings[place] };
    const contenders = contendersOf(choice).map(({ formulation }) => formulation);
    for (const formulation of contenders) times[formulation.name] ??= await measure(formulation, convolution, uses);
    timings[place] = times;
    const [fastest] = contenders.toSorted((a, b) => times[a.name]! - times[b.name]!);
    tuned[key] = fastest!.name;
    onChosen?.({ convolution: key, done: Object.keys(tuned).length, total: contested.size, chosen: fastest!.name, microseconds: times[fastest!.name]! });
  }
  return { tuned, timings };
}

const contendersOf = ({ candidates }: ConvolutionChoice): readonly Candidate[] =>
  candidates.filter(({ cost }) => cost.microseconds <= WITHIN * candidates[0].cost.microseconds);
