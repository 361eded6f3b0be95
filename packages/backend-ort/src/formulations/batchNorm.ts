import type { Operators } from '../emit/operators.js';
import type { Value } from '../emit/value.js';
import { pixelRows, repeatOverBatch, sumOverPixelsAndBatch } from './channelVectors.js';
import type { Writer } from './writing.js';

/** By the batch's own statistics, in two passes: the mean, then the mean square of what differs from it. */
export const batchNorm: Writer<'batchNorm'> = (operation, { g, shape, read, write }) => {
  const { eps, inputs, outputs } = operation;
  const [x, weight, bias] = inputs;
  const [y, meanName, varianceName] = outputs;
  const [batch, channels] = shape(x) as readonly [number, number];
  const count = countOf(shape(x));
  const rows = pixelRows(g, read(x));

  const mean = g.reshape(sumOverPixelsAndBatch(g, rows, channels, 1 / count), [channels]);
  const centred = g.subtract(rows, repeatOverBatch(g, mean, batch));
  const variance = g.reshape(sumOverPixelsAndBatch(g, g.multiply(centred, centred), channels, 1 / count), [channels]);
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
  const rows = pixelRows(g, read(x));
  const dy = pixelRows(g, read(dyName));

  const centred = g.subtract(rows, repeatOverBatch(g, read(meanName), batch));
  const inverse = g.reshape(inverseDeviation(g, read(varianceName), eps), [1, channels]);
  const dBias = sumOverPixelsAndBatch(g, dy, channels);
  const dWeight = g.multiply(sumOverPixelsAndBatch(g, g.multiply(dy, centred), channels), inverse);

  // dy − dBias/m − x̂·dWeight/m, times weight/√(variance + eps)
  const meanTerm = repeatOverBatch(g, g.multiply(dBias, g.scalar(-1 / count)), batch);
  const slopeTerm = repeatOverBatch(g, g.multiply(g.multiply(inverse, dWeight), g.scalar(-1 / count)), batch);
  const projected = g.add(g.add(dy, meanTerm), g.multiply(centred, slopeTerm));
  const scale = repeatOverBatch(g, scaleOf(g, read(varianceName), eps, weight === undefined ? undefined : read(weight)), batch);

  write(dxName, g.reshape(g.multiply(projected, scale), read(x).shape));
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

/** N·H·W, or N of features. */
const countOf = ([n, , h = 1, w = 1]: readonly number[]): number => n! * h * w;

const inverseDeviation = (g: Operators, variance: Value, eps: number): Value => g.reciprocal(g.sqrt(g.add(variance, g.scalar(eps))));

const scaleOf = (g: Operators, variance: Value, eps: number, weight: Value | undefined): Value => {
  const inverse = inverseDeviation(g, variance, eps);
  return weight ? g.multiply(inverse, weight) : inverse;
};
