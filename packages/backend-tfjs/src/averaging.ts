import type { Tensor } from './tensor.js';
import type { Workspace } from './workspace.js';

export interface AveragingWindows {
  readonly rowWindows: readonly (readonly [start: number, end: number])[];
  readonly columnWindows: readonly (readonly [start: number, end: number])[];
}

/**
 * Adaptive pooling as a matrix: `[1, outH·outW, H·W]`, with 1/size where output (i, j) covers the position.
 * Transposed it is the gradient.
 */
export function averagingMatrix(
  workspace: Workspace,
  { rowWindows, columnWindows }: AveragingWindows,
  [height, width]: readonly [number, number],
  transposed: boolean,
): Tensor {
  const outputs = rowWindows.length * columnWindows.length;
  const positions = height * width;
  const shape = transposed ? [1, positions, outputs] : [1, outputs, positions];
  const key = `averaging ${transposed} ${height}×${width} ${rowWindows.join(';')} ${columnWindows.join(';')}`;
  return workspace.constant(key, shape, () => {
    const matrix = new Float32Array(outputs * positions);
    rowWindows.forEach(([top, bottom], i) =>
      columnWindows.forEach(([left, right], j) => {
        const output = i * columnWindows.length + j;
        for (let row = top; row < bottom; row += 1)
          for (let column = left; column < right; column += 1) {
            const position = row * width + column;
            matrix[transposed ? position * outputs + output : output * positions + position] = 1 / ((bottom - top) * (right - left));
          }
      }),
    );
    return matrix;
  });
}
