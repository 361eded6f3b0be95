import { gridX, gridY, line } from '@observablehq/plot';
import type { EngineResult } from '../contents.js';
import { dashes, lineUnder, series, type Chart } from './plot.js';
import { thinned } from './thinned.js';

/** The loss of every training step, a line an engine. */
export function lossCurves(engines: readonly EngineResult[]): Chart {
  return {
    name: 'loss',
    description: `Training loss by step of ${engines.map(({ engine }) => engine).join(', ')}`,
    options: {
      x: { label: 'step', labelAnchor: 'center', labelArrow: 'none' },
      y: { label: 'training loss', nice: true },
      marks: [
        gridX(),
        gridY(),
        ...engines.map(({ losses }, index) =>
          line(thinned(losses), { x: 'step', y: 'value', stroke: series(index), strokeDasharray: dashes(index), ...lineUnder(index, engines.length), className: 'loss-curve' }),
        ),
      ],
    },
  };
}
