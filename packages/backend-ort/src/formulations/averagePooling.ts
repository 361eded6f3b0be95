import type { Pair } from '@archetype/spec';
import type { OperationOf } from '@archetype/training';
import { applySideMaps, applySideMapsTransposed } from './separableMaps.js';
import type { SideMap } from './separableMaps.js';
import type { Writer } from './writing.js';

/** Average pooling of each kind: a matrix along the height and one along the width; the gradients are their transposes. */
export const avgPool2d: Writer<'avgPool2d'> = (operation, { g, shape, read, write }) => {
  const [rows, columns] = windowMaps(operation, sidesOf(shape(operation.inputs[0])));
  write(operation.outputs[0], applySideMaps(g, read(operation.inputs[0]), rows, columns));
};

export const avgPool2dGradient: Writer<'avgPool2dGradient'> = (operation, { g, shape, read, write }) => {
  const [rows, columns] = windowMaps(operation, sidesOf(shape(operation.outputs[0])));
  write(operation.outputs[0], applySideMapsTransposed(g, read(operation.inputs[0]), rows, columns));
};

export const adaptiveAvgPool2d: Writer<'adaptiveAvgPool2d'> = ({ rowWindows, columnWindows, inputs: [x], outputs: [y] }, { g, shape, read, write }) => {
  const [height, width] = sidesOf(shape(x));
  write(y, applySideMaps(g, read(x), rangeMap(rowWindows, height), rangeMap(columnWindows, width)));
};

export const adaptiveAvgPool2dGradient: Writer<'adaptiveAvgPool2dGradient'> = (operation, { g, shape, read, write }) => {
  const [height, width] = sidesOf(shape(operation.outputs[0]));
  const maps = [rangeMap(operation.rowWindows, height), rangeMap(operation.columnWindows, width)] as const;
  write(operation.outputs[0], applySideMapsTransposed(g, read(operation.inputs[0]), ...maps));
};

/** The mean over height and width, as one product with a row of 1/(H·W). */
export const globalAvgPool2d: Writer<'globalAvgPool2d'> = ({ inputs: [x], outputs: [y] }, { g, shape, read, write }) => {
  const [n, c, height, width] = shape(x) as readonly [number, number, number, number];
  const pixels = height * width;
  write(y, g.reshape(g.matMul(g.filled([1, pixels], 1 / pixels), g.reshape(read(x), [pixels, n * c])), [1, 1, n, c]));
};

export const globalAvgPool2dGradient: Writer<'globalAvgPool2dGradient'> = ({ inputs: [dy], outputs: [dx] }, { g, shape, read, write }) => {
  const [n, c, height, width] = shape(dx) as readonly [number, number, number, number];
  write(dx, g.expand(g.multiply(read(dy), g.scalar(1 / (height * width))), [height, width, n, c]));
};

const sidesOf = (shape: readonly number[]): Pair => [shape[2]!, shape[3]!];

type WindowOperation = OperationOf<'avgPool2d'> | OperationOf<'avgPool2dGradient'>;

/** Entry (i, i·stride − begin + d·dilation) of each matrix is 1 / count[i]; positions in the padding have no column. */
function windowMaps(operation: WindowOperation, sides: Pair): readonly [SideMap, SideMap] {
  const { kernelSize, stride, padding, dilation, rowCounts, columnCounts } = operation;
  const map = (axis: 0 | 1, counts: readonly number[]): SideMap => ({
    key: `average k${kernelSize[axis]} s${stride[axis]} p${padding[axis]} d${dilation[axis]} counts ${counts.join()}`,
    size: sides[axis],
    outputs: counts.length,
    entries: (place) => {
      for (const [i, count] of counts.entries())
        for (let d = 0; d < kernelSize[axis]; d++) {
          const at = i * stride[axis] - padding[axis] + d * dilation[axis];
          if (at >= 0 && at < sides[axis]) place(i, at, 1 / count);
        }
    },
  });
  return [map(0, rowCounts), map(1, columnCounts)];
}

/** The mean over each range `[start, end)`. */
const rangeMap = (ranges: readonly (readonly [number, number])[], size: number): SideMap => ({
  key: `mean of ${ranges.join(' ')}`,
  size,
  outputs: ranges.length,
  entries: (place) => {
    for (const [i, [start, end]] of ranges.entries()) for (let at = start; at < end; at++) place(i, at, 1 / (end - start));
  },
});
