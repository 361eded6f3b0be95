import { columns } from './columns.js';
import { depthwise } from './depthwise.js';
import { direct } from './direct.js';
import { directWithColumns, directWithStackedColumns } from './directWithColumns.js';
import type { ConvolutionFormulation } from './formulation.js';
import { grouped } from './grouped.js';
import { pointwise } from './pointwise.js';
import { rowColumns } from './rowColumns.js';
import { stackedColumns } from './stackedColumns.js';
import { wholeMap } from './wholeMap.js';
import { mirroredWinograd, winograd } from './winograd.js';

/** The formulations of a convolution that is not grouped. */
const ungrouped: readonly ConvolutionFormulation[] = [
  pointwise,
  columns,
  stackedColumns,
  rowColumns,
  ...([2, 3, 4, 6] as const).flatMap((side) => [
    ...(['banded', 'outputsByTiles', 'byTiles'] as const).map((way) => winograd([side, side], way)),
    ...(['outputsByTiles', 'byTiles'] as const).map((way) => mirroredWinograd([side, side], way)),
  ]),
  wholeMap,
];

/** Every way to write a convolution; `direct` applies to any. The cost model picks among those that apply. */
export const convolutionFormulations: readonly ConvolutionFormulation[] = [...ungrouped, depthwise, ...ungrouped.map(grouped), direct, directWithColumns, directWithStackedColumns];
