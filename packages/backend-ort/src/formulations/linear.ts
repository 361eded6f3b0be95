import type { Writer } from './writing.js';

/** y = x·weightᵀ + bias. The features of x and the columns of the weight are stored in one order. */
export const linear: Writer<'linear'> = ({ inputs: [x, weight, bias], outputs: [y] }, { g, read, write }) => {
  write(y, g.gemm(read(x), read(weight), { c: bias === undefined ? undefined : read(bias), transposeB: true }));
};

export const linearInputGradient: Writer<'linearInputGradient'> = ({ inputs: [dy, weight], outputs: [dx] }, { g, read, write }) => {
  write(dx, g.gemm(read(dy), read(weight)));
};

export const linearWeightGradient: Writer<'linearWeightGradient'> = ({ inputs: [dy, x], outputs: [dWeight] }, { g, read, write }) => {
  write(dWeight, g.gemm(read(dy), read(x), { transposeA: true }));
};
