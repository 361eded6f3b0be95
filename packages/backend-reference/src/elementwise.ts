import type { Tensor } from './tensor.js';

/** y[i] = f(x[i]), as a kernel. */
export const elementwise =
  (f: (x: number) => number) =>
  (_operation: unknown, [x]: readonly [Tensor], [y]: readonly [Tensor]): void => {
    for (let i = 0; i < y.data.length; i++) y.data[i] = f(x.data[i]!);
  };

/** y[i] = f(a[i], b[i]), as a kernel; a gradient is f(dy, x) or f(dy, y). */
export const elementwise2 =
  (f: (a: number, b: number) => number) =>
  (_operation: unknown, [a, b]: readonly [Tensor, Tensor], [y]: readonly [Tensor]): void => {
    for (let i = 0; i < y.data.length; i++) y.data[i] = f(a.data[i]!, b.data[i]!);
  };
