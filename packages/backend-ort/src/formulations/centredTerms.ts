import type { Operators } from '../emit/operators.js';
import type { Value } from '../emit/value.js';
import { pixelRows, repeatOverBatch } from './channelVectors.js';
import { joinedAlongLast } from './joinedChannels.js';

/**
 * The gradient that a batch normalisation passes on is base + slope·centred + offset, with a slope and an offset by channel and the centred input, `[H, W, N, C]`. In a dense
 * block the gradients of many normalisations of the same channels add up; of two such sums the slopes and offsets are added as vectors, and the tensors go through memory once.
 */
export interface CentredTerms {
  /** `[H, W, N, C]`, as is `centred`. */
  readonly base: Value;
  readonly centred: Value;
  /** `[1, C]`, as is `offset`. */
  readonly slope: Value;
  readonly offset: Value;
}

const termsOf = new WeakMap<Value, CentredTerms>();

/** The sum as a value. What it is made of stays known; where only that is read, the value itself is never made. */
export function withCentredTerms(g: Operators, terms: CentredTerms): Value {
  const { base, centred, slope, offset } = terms;
  const batch = base.shape.at(-2)!;
  const shifted = g.add(pixelRows(g, base), repeatOverBatch(g, offset, batch));
  const value = g.reshape(g.add(shifted, g.multiply(pixelRows(g, centred), repeatOverBatch(g, slope, batch))), base.shape);
  termsOf.set(value, terms);
  return value;
}

/** a + b. */
export function addWithTerms(g: Operators, a: Value, b: Value): Value {
  const [ofA, ofB] = [termsOf.get(a), termsOf.get(b)];
  if (ofA === undefined || ofB === undefined || ofA.centred !== ofB.centred) return g.add(a, b);
  const sum = (part: 'base' | 'slope' | 'offset'): Value => g.add(ofA[part], ofB[part]);
  return withCentredTerms(g, { base: sum('base'), centred: ofA.centred, slope: sum('slope'), offset: sum('offset') });
}

/** Channels `[start, end)`. */
export function sliceWithTerms(g: Operators, x: Value, start: number, end: number): Value {
  const terms = termsOf.get(x);
  const slice = (value: Value): Value => g.slice(value, value.shape.length - 1, start, end);
  if (!terms) return slice(x);
  const { base, centred, slope, offset } = terms;
  return withCentredTerms(g, { base: slice(base), centred: partOf(centred, start, end) ?? slice(centred), slope: slice(slope), offset: slice(offset) });
}

/** The part that lies at just these channels of what a value was joined of. */
function partOf(x: Value, start: number, end: number): Value | undefined {
  let at = 0;
  for (const part of joinedAlongLast(x) ?? []) {
    if (at === start && at + part.shape.at(-1)! === end) return part;
    at += part.shape.at(-1)!;
  }
  return undefined;
}
