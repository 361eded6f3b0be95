import { columns } from './columns.js';
import type { ConvolutionFormulation } from './formulation.js';
import { pointwise } from './pointwise.js';
import { stackedColumns } from './stackedColumns.js';
import { winograd } from './winograd.js';

/** Every way to write a convolution. At least one applies to any; the cost model picks among those that do. */
export const convolutionFormulations: readonly ConvolutionFormulation[] = [
  pointwise,
  columns,
  stackedColumns,
  winograd([2, 2], 1e-5),
  winograd([3, 3], 2e-5),
  winograd([4, 4], 4e-5),
  winograd([6, 6], 8e-5),
];
