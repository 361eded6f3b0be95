import type { Operators } from '../emit/operators.js';
import type { Value } from '../emit/value.js';
import { withCentredTerms } from './centredTerms.js';
import { pixelRows, repeatOverBatch, sumOverPixelsAndBatch } from './channelVectors.js';
import { joinedAlongLast } from './joinedChannels.js';
import type { Writer } from './writing.js';

/** By the batch's own statistics, in two passes: the mean, then the mean square of what differs from it. */
export const batchNorm: Writer<'batchNorm'> = (operation, { g, shape, read, write }) => {
  const { eps, inputs, outputs } = operation;
  const [x, weight, bias] = inputs;
  const [y, meanName, varianceName] = outputs;
  const [batch] = shape(x) as readonly [number];
  const count = countOf(shape(x));
  const { mean, variance } = statistics(g, read(x), count);
  const centred = pixelRows(g, lessMean(g, read(x), mean, count));
  const scaled = g.multiply(centred, repeatOverBatch(g, scaleOf(g, variance, eps, weight === undefined ? undefined : read(weight)), batch));
  const shifted = bias === undefined ? scaled : g.add(scaled, repeatOverBatch(g, read(bias), batch));

  write(meanName, mean);
  write(varianceName, variance);
  write(y, g.reshape(shifted, read(x).shape));
};

export const batchNormGradient: Writer<'batchNormGradient'> = (operation, { g, shape, read, write }) => {
  const { eps, inputs, outputs } = operation;
  const [dyName, x, meanName, varianceName, weight] = inputs;
  const [dxName, dWeightName, dBiasName] = outputs;
  const [batch, channels] = shape(x) as readonly [number, number];
  const count = countOf(shape(x));
  const dy = pixelRows(g, read(dyName));
  const centredImage = lessMean(g, read(x), read(meanName), count);
  const centred = pixelRows(g, centredImage);
  const inverse = g.reshape(inverseDeviation(g, read(varianceName), eps), [1, channels]);
  const dBias = sumOverPixelsAndBatch(g, dy, channels);
  const dWeight = g.multiply(sumOverPixelsAndBatch(g, g.multiply(dy, centred), channels), inverse);

  // (dy − dBias/m − x̂·dWeight/m) times weight/√(variance + eps)
  const scale = g.reshape(scaleOf(g, read(varianceName), eps, weight === undefined ? undefined : read(weight)), [1, channels]);
  const scaled = (rows: Value): Value => g.reshape(g.multiply(rows, repeatOverBatch(g, scale, batch)), read(x).shape);
  const meanTerm = g.multiply(dBias, g.scalar(-1 / count));
  const slopeTerm = g.multiply(g.multiply(inverse, dWeight), g.scalar(-1 / count));
  if (count > FEW_VALUES) {
    write(dxName, withCentredTerms(g, { base: scaled(dy), centred: centredImage, slope: g.multiply(slopeTerm, scale), offset: g.multiply(meanTerm, scale) }));
  } else {
    const lessMeanTerm = g.add(dy, repeatOverBatch(g, meanTerm, batch));
    write(dxName, scaled(projectedTwice(g, { dy: lessMeanTerm, centred, variance: g.reshape(read(varianceName), [1, channels]), eps, batch, count })));
  }
  if (dWeightName !== undefined) write(dWeightName, g.reshape(dWeight, [channels]));
  if (dBiasName !== undefined) write(dBiasName, g.reshape(dBias, [channels]));
};

/** By the running statistics. */
export const batchNormInference: Writer<'batchNormInference'> = (operation, { g, shape, read, write }) => {
  const { eps, inputs, outputs } = operation;
  const [x, mean, variance, weight, bias] = inputs;
  const [batch] = shape(x) as readonly [number];
  const centred = g.subtract(pixelRows(g, read(x)), repeatOverBatch(g, read(mean), batch));
  const scale = scaleOf(g, read(variance), eps, weight === undefined ? undefined : read(weight));
  const scaled = g.multiply(centred, repeatOverBatch(g, scale, batch));
  const shifted = bias === undefined ? scaled : g.add(scaled, repeatOverBatch(g, read(bias), batch));
  write(outputs[0], g.reshape(shifted, read(x).shape));
};

/** next = (1 − momentum)·running + momentum·correction·batch. */
export const movingAverage: Writer<'movingAverage'> = ({ momentum, correction, inputs: [running, batch], outputs: [next] }, { g, read, write }) => {
  write(next, g.add(g.multiply(read(running), g.scalar(1 - momentum)), g.multiply(read(batch), g.scalar(momentum * correction))));
};

interface Statistics {
  readonly mean: Value;
  readonly variance: Value;
}

/**
 * With so few values what a batch normalisation leaves can be as small as the rounding of what it takes away: of two values, nothing is left of the gradient but
 * what eps lets through. Then means and projections are taken away twice. The tensors are small, and it costs nothing.
 */
const FEW_VALUES = 16;

/**
 * Mean and variance of each channel, `[C]`. Of joined channels they are those of the parts: in a dense block, where every layer joins
 * another part to the same ones, each part is gone through once.
 */
function statistics(g: Operators, x: Value, count: number): Statistics {
  const parts = joinedAlongLast(x);
  if (parts) {
    const each = parts.map((part) => statistics(g, part, count));
    return { mean: g.concat(each.map(({ mean }) => mean), 0), variance: g.concat(each.map(({ variance }) => variance), 0) };
  }
  const channels = x.shape.at(-1)!;
  const mean = g.reshape(sumOverPixelsAndBatch(g, pixelRows(g, x), channels, 1 / count), [channels]);
  const centred = pixelRows(g, lessMean(g, x, mean, count));
  return { mean, variance: g.reshape(sumOverPixelsAndBatch(g, g.multiply(centred, centred), channels, 1 / count), [channels]) };
}

/**
 * x − mean. Where both were joined of the same parts, the parts are centred and then joined: each was centred already for its variance, and the joined x itself
 * need not be made.
 */
function lessMean(g: Operators, x: Value, mean: Value, count: number): Value {
  const [parts, means] = [joinedAlongLast(x), joinedAlongLast(mean)];
  if (parts && means && parts.length === means.length && parts.every((part, i) => part.shape.at(-1) === means[i]!.shape[0])) {
    return g.concat(parts.map((part, i) => lessMean(g, part, means[i]!, count)), x.shape.length - 1);
  }
  const centred = g.subtract(pixelRows(g, x), repeatOverBatch(g, mean, x.shape.at(-2)!));
  return g.reshape(count > FEW_VALUES ? centred : recentred(g, centred, x.shape.at(-2)!, count), x.shape);
}

/** Rows less the mean that rounding has left in them. */
function recentred(g: Operators, rows: Value, batch: number, count: number): Value {
  return g.add(rows, repeatOverBatch(g, sumOverPixelsAndBatch(g, rows, rows.shape[1]! / batch, -1 / count), batch));
}

interface Projection {
  /** Less its mean, as are the rest: rows `[H·W, N·C]`. */
  readonly dy: Value;
  readonly centred: Value;
  /** `[1, C]`. */
  readonly variance: Value;
  readonly eps: number;
  readonly batch: number;
  readonly count: number;
}

/** Beside what variances are, nothing; but a channel whose values are equal divides by it. */
const TINY = 1e-30;

/**
 * dy − x̂·Σ(dy·x̂)/m as the sum of two parts that do not cancel: what is orthogonal to x, and what eps leaves of that along x,
 *
 *     dy − a·(x − mean) + eps/(variance + eps) · a·(x − mean),    a = Σ dy·(x − mean) / Σ (x − mean)²
 */
function projectedTwice(g: Operators, { dy, centred, variance, eps, batch, count }: Projection): Value {
  const channels = variance.shape[1]!;
  const inverseSquares = g.reciprocal(g.add(g.multiply(variance, g.scalar(count)), g.scalar(TINY)));
  const along = (rows: Value): Value => g.multiply(sumOverPixelsAndBatch(g, g.multiply(rows, centred), channels), inverseSquares);
  const less = (rows: Value, slope: Value): Value => g.subtract(rows, g.multiply(centred, repeatOverBatch(g, slope, batch)));
  const begun = recentred(g, dy, batch, count);
  const first = along(begun);
  const once = recentred(g, less(begun, first), batch, count);
  const second = along(once);
  const orthogonal = less(once, second);
  const left = g.multiply(g.multiply(g.add(first, second), g.scalar(eps)), g.reciprocal(g.add(variance, g.scalar(eps))));
  return g.add(orthogonal, g.multiply(centred, repeatOverBatch(g, left, batch)));
}

/** N·H·W, or N of features. */
const countOf = ([n, , h = 1, w = 1]: readonly number[]): number => n! * h * w;

const inverseDeviation = (g: Operators, variance: Value, eps: number): Value => g.reciprocal(g.sqrt(g.add(variance, g.scalar(eps))));

const scaleOf = (g: Operators, variance: Value, eps: number, weight: Value | undefined): Value => {
  const inverse = inverseDeviation(g, variance, eps);
  return weight ? g.multiply(inverse, weight) : inverse;
};
