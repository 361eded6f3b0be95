import type { Writer } from './writing.js';

/** A product packs its right operand: for a batch of no more than this it pays to have the weight on the left, where it is read as it lies. */
const SMALL_BATCH = 64;
/** Outputs for each sample of the batch, from which on. */
const MANY_OUTPUTS = 4;

/** y = x·weightᵀ + bias, or (weight·xᵀ + bias)ᵀ. The features of x and the columns of the weight are stored in one order. */
export const linear: Writer<'linear'> = ({ inputs: [x, weight, bias], outputs: [y] }, { g, shape, read, write }) => {
  const [batch, outputs] = shape(y) as readonly [number, number];
  const b = bias === undefined ? undefined : read(bias);
  if (batch > SMALL_BATCH || outputs < MANY_OUTPUTS * batch) {
    write(y, g.gemm(read(x), read(weight), { c: b, transposeB: true }));
    return;
  }
  const column = b && g.reshape(b, [outputs, 1]);
  write(y, g.transpose(g.gemm(read(weight), read(x), { c: column, transposeB: true }), [1, 0]));
};

export const linearInputGradient: Writer<'linearInputGradient'> = ({ inputs: [dy, weight], outputs: [dx] }, { g, read, write }) => {
  write(dx, g.gemm(read(dy), read(weight)));
};

export const linearWeightGradient: Writer<'linearWeightGradient'> = ({ inputs: [dy, x], outputs: [dWeight] }, { g, read, write }) => {
  write(dWeight, g.gemm(read(dy), read(x), { transposeA: true }));
};
