import { pixelRows, sumOverPixelsAndBatch } from './channelVectors.js';
import type { Writer } from './writing.js';

/** db[c] = Σ dy over every axis but the channels'. */
export const biasGradient: Writer<'biasGradient'> = ({ inputs: [dy], outputs: [dBias] }, { g, shape, read, write }) => {
  const [channels] = shape(dBias) as readonly [number];
  write(dBias, g.reshape(sumOverPixelsAndBatch(g, pixelRows(g, read(dy)), channels), [channels]));
};
