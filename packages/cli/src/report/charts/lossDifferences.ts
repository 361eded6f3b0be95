import { axisY, gridX, gridY, line } from '@observablehq/plot';
import type { EngineResult } from '../contents.js';
import { dashes, series, type Chart } from './plot.js';
import { thinned } from './thinned.js';

/** Equal losses have no logarithm; they are drawn here, below what a float32 loss can differ by. */
export const FLOOR = 1e-9;

/** |loss of a − loss of b| by step, a line a pair of engines, on a log scale. */
export function lossDifferences(pairs: readonly (readonly [EngineResult, EngineResult])[]): Chart {
  const curves = pairs.map(([a, b]) => thinned(differences(a.losses, b.losses)));
  const powers = powersUpTo(Math.max(FLOOR, ...curves.flat().map(({ value }) => value)));
  return {
    name: 'difference',
    description: `Absolute difference of the training losses by step, on a log scale: ${pairs.map(([a, b]) => `${a.engine} and ${b.engine}`).join(', ')}`,
    options: {
      x: { label: 'step', labelAnchor: 'center', labelArrow: 'none' },
      y: { type: 'log', label: '|difference of the losses|', domain: [FLOOR, powers.at(-1) ?? 1] },
      marks: [
        gridX(),
        gridY({ ticks: powers }),
        axisY({ ticks: powers, tickFormat: (value: number) => `1e${Math.round(Math.log10(value))}`, label: '|difference of the losses|' }),
        ...curves.map((curve, index) =>
          line(curve, {
            x: 'step',
            y: 'value',
            stroke: series(index + 2),
            strokeDasharray: dashes(index),
            className: 'difference-curve',
          }),
        ),
      ],
    },
  };
}

/** The powers of ten from the floor to the first that is not below a value. */
function powersUpTo(greatest: number): readonly number[] {
  const from = Math.round(Math.log10(FLOOR));
  const to = Math.max(from + 1, Math.ceil(Math.log10(greatest)));
  return Array.from({ length: to - from + 1 }, (_, index) => Number(`1e${from + index}`));
}

/** Step by step, as far as both went; at least `FLOOR`. */
export function differences(a: readonly (number | null)[], b: readonly (number | null)[]): readonly (number | null)[] {
  return a.slice(0, b.length).map((value, index) => {
    const other = b[index] ?? null;
    return value === null || other === null ? null : Math.max(FLOOR, Math.abs(value - other));
  });
}
