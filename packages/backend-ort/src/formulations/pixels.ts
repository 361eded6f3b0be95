import { pixelRows, repeatOverBatch } from './channelVectors.js';
import { applySideMaps } from './separableMaps.js';
import type { SideMap } from './separableMaps.js';
import type { Writer } from './writing.js';

/** From uint8: pixels / 255, then less the mean and over the deviation of each channel. The bytes are moved, not the floats. */
export const normalizePixels: Writer<'normalizePixels'> = ({ mean, std, inputs: [pixels], outputs: [y] }, { g, shape, read, write }) => {
  const [batch] = shape(pixels) as readonly [number];
  const unit = g.divide(g.cast(read(pixels), 'float32'), g.scalar(255));
  const channelRow = (values: readonly number[]) =>
    repeatOverBatch(g, g.floats(values.join(), [values.length], () => Float32Array.from(values)), batch);
  let rows = pixelRows(g, unit);
  if (mean) rows = g.subtract(rows, channelRow(mean));
  if (std) rows = g.divide(rows, channelRow(std));
  write(y, g.reshape(rows, unit.shape));
};

/** Bilinear, half-pixel centres, as a matrix along each side. */
export const resizeBilinear2d: Writer<'resizeBilinear2d'> = ({ inputs: [x], outputs: [y] }, { g, shape, read, write }) => {
  const [from, to] = [shape(x), shape(y)];
  write(y, applySideMaps(g, read(x), bilinearMap(from[2]!, to[2]!), bilinearMap(from[3]!, to[3]!)));
};

export const repeatChannels: Writer<'repeatChannels'> = ({ inputs: [x], outputs: [y] }, { g, read, write, layout }) => {
  write(y, g.expand(read(x), layout(y).shape));
};

/** Output i samples the input at max(0, (i + 0.5)·in/out − 0.5), between its floor and the next one that exists. */
const bilinearMap = (size: number, outputs: number): SideMap => ({
  key: 'bilinear',
  size,
  outputs,
  entries: (place) => {
    for (let i = 0; i < outputs; i++) {
      const at = Math.max(0, ((i + 0.5) * size) / outputs - 0.5);
      const first = Math.min(Math.floor(at), size - 1);
      const second = Math.min(first + 1, size - 1);
      place(i, first, 1 - (at - first));
      place(i, second, at - first);
    }
  },
});
