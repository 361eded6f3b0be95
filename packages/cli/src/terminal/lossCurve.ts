/** Bits of a braille cell's dots, by column and row; U+2800 is the empty cell. */
const DOTS = [
  [0x01, 0x02, 0x04, 0x40],
  [0x08, 0x10, 0x20, 0x80],
] as const;

export interface CurveSize {
  /** Characters; a character is two points wide and four high. */
  readonly width: number;
  readonly height: number;
}

/** What fits beside the labels into lines of that many characters. */
export function curveSize(lineWidth: number): CurveSize {
  return { width: Math.max(16, Math.min(72, lineWidth - 12)), height: 7 };
}

/**
 * Draws a curve in braille dots with its highest and lowest value at the left. Where there are more values than points, each
 * point is the mean of its share. Values that are not finite are left out; without two finite values there is nothing to draw.
 */
export function lossCurve(values: readonly number[], { width, height }: CurveSize): string {
  const finite = values.filter((value) => Number.isFinite(value));
  if (finite.length < 2) return '';
  const points = means(finite, width * 2);
  const high = Math.max(...points);
  const low = Math.min(...points);
  const rows = height * 4;
  const rowOf = (value: number): number => Math.round(((high - value) / (high - low || 1)) * (rows - 1));
  const cells = Array.from({ length: height }, () => new Uint8Array(Math.ceil(points.length / 2)));
  points.forEach((value, column) => {
    const row = rowOf(value);
    // Down or up to the point before, so that steep parts stay one line.
    const before = rowOf(points[column - 1] ?? value);
    const from = column === 0 ? row : Math.min(row, before < row ? before + 1 : before > row ? before - 1 : row);
    const to = Math.max(row, before > row ? before - 1 : row);
    for (let each = from; each <= to; each += 1) {
      const line = cells[each >> 2];
      const cell = column >> 1;
      if (line !== undefined) line[cell] = (line[cell] ?? 0) | (DOTS[column & 1]?.[each & 3] ?? 0);
    }
  });
  const labels = cells.map((_, index) => (index === 0 ? high.toFixed(3) : index === height - 1 ? low.toFixed(3) : ''));
  const labelWidth = Math.max(...labels.map((label) => label.length));
  return cells
    .map((line, index) => `${(labels[index] ?? '').padStart(labelWidth)} ┤${String.fromCharCode(...Array.from(line, (dots) => 0x2800 + dots))}`)
    .join('\n');
}

/** Means of equal shares of the values, `most` of them or as many as there are values. */
export function means(values: readonly number[], most: number): readonly number[] {
  if (values.length <= most) return values;
  return Array.from({ length: most }, (_, index) => {
    const share = values.slice(Math.floor((index * values.length) / most), Math.floor(((index + 1) * values.length) / most));
    return share.reduce((sum, value) => sum + value, 0) / share.length;
  });
}
