import { axisX, dot, gridY, line } from '@observablehq/plot';
import type { EngineResult } from '../contents.js';
import { dashes, lineUnder, series, type Chart } from './plot.js';

/** Test accuracy after each epoch; without tests, that of training. */
export function accuracies(engines: readonly EngineResult[]): Chart {
  const tested = engines.some(({ epochs }) => epochs.some(({ testAccuracy }) => testAccuracy !== undefined));
  const last = Math.max(...engines.flatMap(({ epochs }) => epochs.map(({ epoch }) => epoch)));
  return {
    name: 'accuracy',
    description: `${tested ? 'Test' : 'Training'} accuracy by epoch of ${engines.map(({ engine }) => engine).join(', ')}`,
    options: {
      x: { domain: last === 1 ? [0, 2] : [1, last] },
      y: { label: `${tested ? 'test' : 'training'} accuracy, %`, domain: [0, 100] },
      marks: [
        gridY(),
        axisX({ ticks: epochTicks(last), tickFormat: (value: number) => String(value), label: 'epoch', labelAnchor: 'center', labelArrow: 'none' }),
        ...engines.flatMap(({ epochs }, index) => {
          const points = epochs.map(({ epoch, testAccuracy, trainAccuracy }) => ({ epoch, percent: 100 * (tested ? (testAccuracy ?? NaN) : trainAccuracy) }));
          const position = { x: 'epoch', y: 'percent' };
          return [
            line(points, { ...position, stroke: series(index), strokeDasharray: dashes(index), ...lineUnder(index, engines.length) }),
            // Where engines agree their dots coincide: the later are rings around the earlier.
            dot(points, { ...position, stroke: series(index), r: 3 + 2 * index, className: 'accuracy-point' }),
          ];
        }),
      ],
    },
  };
}

/** Whole epochs, at most ten of them. */
function epochTicks(last: number): readonly number[] {
  const every = Math.ceil(last / 10);
  return Array.from({ length: Math.floor(last / every) }, (_, index) => (index + 1) * every);
}
