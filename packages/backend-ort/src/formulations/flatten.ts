import { canonical, channelsLastFeatures, heightWidthBatchChannels } from '../layouts/layout.js';
import type { Writer } from './writing.js';

/** In the layout of features that keeps the channels innermost, only the batch changes its place. */
export const flatten: Writer<'flatten'> = ({ inputs: [x], outputs: [y] }, { g, shape, read, readAs, layout, write }) => {
  const [n, c, h, w] = shape(x) as readonly [number, number, number, number];
  const features = channelsLastFeatures(n, [c, h, w]);
  if (layout(y).id !== features.id) return write(y, g.reshape(readAs(x, canonical(shape(x))), shape(y)));
  write(y, g.reshape(g.transpose(read(x), [2, 0, 1, 3]), features.shape));
};

export const unflatten: Writer<'unflatten'> = ({ inputs: [dy], outputs: [dx] }, { g, shape, read, readAs, layout, write }) => {
  const [n, c, h, w] = shape(dx) as readonly [number, number, number, number];
  const features = channelsLastFeatures(n, [c, h, w]);
  if (layout(dy).id !== features.id) return write(dx, g.reshape(readAs(dy, canonical(shape(dy))), shape(dx)), canonical(shape(dx)));
  write(dx, g.transpose(g.reshape(read(dy), [n, h, w, c]), [1, 2, 0, 3]), heightWidthBatchChannels(shape(dx)));
};
