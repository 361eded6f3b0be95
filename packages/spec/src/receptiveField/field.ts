import { extentOf, type WindowSide } from '../layers/window.js';

/** What the outputs along one side see of the input: output i sees `start + i·step … start + i·step + size − 1`. */
export interface Field {
  readonly start: number;
  readonly size: number;
  /** Input pixels from one output to the next: the product of the strides. */
  readonly jump: number;
  /** From one output's field to the next one's: the jump, or 0 where all outputs see the same. */
  readonly step: number;
  /** Whether it is no more than a bound, because the outputs' fields are not evenly spaced. */
  readonly bound: boolean;
}

/** A pixel of the input sees itself. */
export const pixel: Field = { start: 0, size: 1, step: 1, jump: 1, bound: false };

/** A window over the outputs of a field; padding counts as image. */
export function throughWindow(field: Field, side: WindowSide): Field {
  const { start, size, step, jump } = field;
  return {
    ...field,
    start: start - side.begin * step,
    size: size + (extentOf(side) - 1) * step,
    step: step * side.stride,
    jump: jump * side.stride,
  };
}

/** All of `count` outputs together. */
export function throughAll(field: Field, count: number): Field {
  return { ...field, size: field.size + (count - 1) * field.step, step: 0, jump: field.jump * count };
}

/** Windows of ⌊i·in/out⌋ … ⌈(i + 1)·in/out⌉; uneven ones are bounded by what reaches less than one position further on each side. */
export function throughAdaptive(field: Field, input: number, output: number): Field {
  const ratio = input / output;
  const beyond = 1 - greatestCommonDivisor(input, output) / output;
  return {
    start: field.start - beyond * field.step,
    size: field.size + (ratio + 2 * beyond - 1) * field.step,
    step: field.step * ratio,
    jump: field.jump * ratio,
    bound: field.bound || beyond > 0,
  };
}

/** A branch's field, and how many outputs it has along the side. */
export interface Branch {
  readonly field: Field;
  readonly count: number;
}

/** What `count` outputs see that are joined from branches; a branch with one output alone is stretched. */
export function throughMerge(branches: readonly [Branch, ...Branch[]], count: number): Field {
  const fields = branches.map((branch) => (branch.count < count ? { ...branch.field, step: 0 } : branch.field));
  const main = branches.find((branch) => branch.count === count)?.field ?? branches[0].field;
  const { jump } = main;
  const all = fields.find((field) => field.step === 0 && fields.every((other) => encloses(field, other, count)));
  if (all) return { ...all, jump };
  const step = fields.find((field) => field.step > 0)?.step ?? 0;
  // Straight lines in i: the outermost are at the first and the last output.
  const ends = fields.flatMap((field) => [0, count - 1].map((i) => field.start + i * (field.step - step)));
  const start = Math.min(...ends);
  const stop = Math.max(...fields.flatMap((field) => [0, count - 1].map((i) => field.start + field.size + i * (field.step - step))));
  const bound = fields.some((field) => field.bound || field.step !== step);
  return { start, size: stop - start, step, jump: step > 0 ? step : jump, bound };
}

function encloses(outer: Field, inner: Field, count: number): boolean {
  return outer.start <= inner.start && outer.start + outer.size >= inner.start + inner.size + (count - 1) * inner.step;
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}
