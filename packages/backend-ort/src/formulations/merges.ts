import { canonical } from '../layouts/layout.js';
import { addWithTerms, sliceWithTerms } from './centredTerms.js';
import { pixelRows } from './channelVectors.js';
import type { Writer } from './writing.js';

export const add: Writer<'add'> = ({ inputs: [a, b], outputs: [y] }, { g, read, write }) => write(y, addWithTerms(g, read(a), read(b)));

/** A factor `[N, C, 1, 1]` stretches over height and width, as a row of the view `[H·W, N·C]`. */
export const multiply: Writer<'multiply'> = ({ inputs: [a, b], outputs: [y] }, { g, read, write, layout }) => {
  write(y, g.reshape(g.multiply(pixelRows(g, read(a)), pixelRows(g, read(b))), layout(y).shape));
};

/** Channels lie innermost, of images and of features alike. */
export const concat: Writer<'concat'> = ({ inputs, outputs: [y] }, { g, read, write }) => {
  const parts = inputs.map(read);
  write(y, g.concat(parts, parts[0]!.shape.length - 1));
};

export const sliceChannels: Writer<'sliceChannels'> = ({ start, end, inputs: [dy], outputs: [dx] }, { g, read, write }) => {
  write(dx, sliceWithTerms(g, read(dy), start, end));
};

/** `[N, C, H, W]` → `[N, C, 1, 1]`: a product with a row of ones over the pixels. */
export const sumSpatial: Writer<'sumSpatial'> = ({ inputs: [dy], outputs: [dx] }, { g, read, write, layout }) => {
  const rows = pixelRows(g, read(dy));
  write(dx, g.reshape(g.matMul(g.filled([1, rows.shape[0]!], 1), rows), layout(dx).shape));
};

/** Of `[N, F]`. */
export const softmax: Writer<'softmax'> = ({ inputs: [x], outputs: [y] }, { g, shape, readAs, write }) => {
  write(y, g.softmax(readAs(x, canonical(shape(x))), 1), canonical(shape(y)));
};
