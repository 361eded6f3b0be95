/** Copies `count` columns of a matrix to another with as many rows; `width`s are row lengths, `at`s first columns. */
export function copyColumns(
  from: Float32Array,
  fromWidth: number,
  fromAt: number,
  to: Float32Array,
  toWidth: number,
  toAt: number,
  count: number,
): void {
  let source = fromAt;
  for (let target = toAt; target < to.length; target += toWidth) {
    for (let column = 0; column < count; column += 1) to[target + column] = from[source + column]!;
    source += fromWidth;
  }
}
