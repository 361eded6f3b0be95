import type { OperationOf } from '@archetype/training';
import type { Operators } from '../emit/operators.js';
import type { Value } from '../emit/value.js';
import type { Writer } from './writing.js';

/** The sum over neighbouring channels is a product with a banded matrix `[C, C]`, as channels lie innermost. */
export const localResponseNorm: Writer<'localResponseNorm'> = (operation, { g, read, write }) => {
  const x = read(operation.inputs[0]);
  const rows = channelRows(g, x);
  const power = g.exp(g.multiply(g.log(denominator(g, operation, rows)), g.scalar(-operation.beta)));
  write(operation.outputs[0], g.reshape(g.multiply(rows, power), x.shape));
};

/** With s the denominator's base: dx = dy·s^−β − 2αβ/size · x · Σ dy[c']·x[c']·s[c']^(−β−1) over the channels whose window holds c. */
export const localResponseNormGradient: Writer<'localResponseNormGradient'> = (operation, { g, read, write }) => {
  const { size, alpha, beta } = operation;
  const x = read(operation.inputs[1]);
  const rows = channelRows(g, x);
  const dy = channelRows(g, read(operation.inputs[0]));
  const base = denominator(g, operation, rows);
  const power = g.exp(g.multiply(g.log(base), g.scalar(-beta)));
  const spread = g.gemm(g.divide(g.multiply(g.multiply(dy, rows), power), base), neighbours(g, size, rows.shape[1]!), { transposeB: true });
  const through = g.multiply(g.multiply(rows, spread), g.scalar((-2 * alpha * beta) / size));
  write(operation.outputs[0], g.reshape(g.add(g.multiply(dy, power), through), x.shape));
};

type Normalisation = OperationOf<'localResponseNorm'> | OperationOf<'localResponseNormGradient'>;

const channelRows = (g: Operators, x: Value): Value => g.reshape(x, [x.shape.slice(0, -1).reduce((a, b) => a * b, 1), x.shape.at(-1)!]);

/** s = k + alpha/size · Σ x². */
const denominator = (g: Operators, { size, alpha, k }: Normalisation, rows: Value): Value =>
  g.add(g.multiply(g.gemm(g.multiply(rows, rows), neighbours(g, size, rows.shape[1]!)), g.scalar(alpha / size)), g.scalar(k));

/** Entry (from, to) is 1 where channel `from` lies in the window of channel `to`. */
const neighbours = (g: Operators, size: number, channels: number): Value =>
  g.floats(`neighbours ${size}`, [channels, channels], () => {
    const data = new Float32Array(channels * channels);
    for (let to = 0; to < channels; to++) {
      const first = Math.max(0, to - Math.floor(size / 2));
      const last = Math.min(channels - 1, to + Math.floor((size - 1) / 2));
      for (let from = first; from <= last; from++) data[from * channels + to] = 1;
    }
    return data;
  });
