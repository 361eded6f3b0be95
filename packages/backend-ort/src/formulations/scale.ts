import type { Writer } from './writing.js';

/** y = x · factor. */
export const scale: Writer<'scale'> = ({ inputs: [x, factor], outputs: [y] }, { g, read, write }) => {
  write(y, g.multiply(read(x), read(factor)));
};

export const zeros: Writer<'zeros'> = ({ outputs: [y] }, { g, layout, write }) => write(y, g.filled(layout(y).shape, 0));
