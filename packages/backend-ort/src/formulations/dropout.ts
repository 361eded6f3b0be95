import type { Writer } from './writing.js';

/** y = x · mask / (1 − rate); with rate 1 nothing is kept. The gradient is the same operation on dy, and shares the scaled mask. */
export const dropout: Writer<'dropout'> = ({ rate, inputs: [x, mask], outputs: [y] }, { g, read, write }) => {
  const scale = rate < 1 ? 1 / (1 - rate) : 0;
  write(y, g.multiply(read(x), g.multiply(g.cast(read(mask), 'float32'), g.scalar(scale))));
};
