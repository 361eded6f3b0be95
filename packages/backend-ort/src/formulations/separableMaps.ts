import type { Operators } from '../emit/operators.js';
import type { Value } from '../emit/value.js';

/**
 * A linear map along one side as a matrix `[outputs, size]`, given by its entries; `key` names it. Average pooling of every kind, bilinear
 * resizing and the transforms of Winograd's filtering are such maps along height and along width.
 */
export interface SideMap {
  readonly key: string;
  readonly size: number;
  readonly outputs: number;
  /** Calls `place` for each entry that is not zero; entries at one place add. */
  readonly entries: (place: (output: number, input: number, value: number) => void) => void;
}

/** y = rows · x · columnsᵀ for each image and channel of `[H, W, N, C]`. */
export function applySideMaps(g: Operators, x: Value, rows: SideMap, columns: SideMap): Value {
  return applyMatrices(g, x, matrixOf(g, rows), matrixOf(g, columns));
}

/** The adjoint of `applySideMaps`. */
export function applySideMapsTransposed(g: Operators, dy: Value, rows: SideMap, columns: SideMap): Value {
  return applyMatrices(g, dy, transposedMatrixOf(g, rows), transposedMatrixOf(g, columns));
}

function applyMatrices(g: Operators, x: Value, rows: Value, columns: Value): Value {
  const [height, width, batch, channels] = x.shape as readonly [number, number, number, number];
  const along = (shape: readonly number[], map: Value, value: Value): Value => g.matMul(map, g.reshape(value, shape));
  const [outHeight, outWidth] = [rows.shape[0]!, columns.shape[0]!];
  const block = batch * channels;
  // The side that shrinks more goes first: the other then has less to do.
  if (outHeight / height <= outWidth / width) {
    const narrowed = along([height, width * block], rows, x);
    return g.reshape(along([outHeight, width, block], columns, narrowed), [outHeight, outWidth, batch, channels]);
  }
  const narrowed = along([height, width, block], columns, x);
  return g.reshape(along([height, outWidth * block], rows, narrowed), [outHeight, outWidth, batch, channels]);
}

/** `[outputs, size]`. */
export const matrixOf = (g: Operators, map: SideMap): Value => matrix(g, map, false);

/** `[size, outputs]`. */
export const transposedMatrixOf = (g: Operators, map: SideMap): Value => matrix(g, map, true);

function matrix(g: Operators, { key, size, outputs, entries }: SideMap, transposed: boolean): Value {
  const shape = transposed ? [size, outputs] : [outputs, size];
  return g.floats(`${key}${transposed ? ' transposed' : ''}`, shape, () => {
    const data = new Float32Array(size * outputs);
    entries((output, input, value) => {
      data[transposed ? input * outputs + output : output * size + input]! += value;
    });
    return data;
  });
}
