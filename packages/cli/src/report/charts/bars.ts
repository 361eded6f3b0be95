import { axisY, barX, ruleX, text } from '@observablehq/plot';
import { series, type Chart } from './plot.js';

export interface Bar {
  readonly engine: string;
  readonly value: number;
  /** The value in words, beside the bar. */
  readonly label: string;
}

/** One number of each engine as a bar. */
export function bars(name: string, title: string, values: readonly Bar[]): Chart {
  return {
    name,
    description: `${title}: ${values.map(({ engine, label }) => `${engine} ${label}`).join(', ')}`,
    options: {
      height: 20 + 40 * values.length,
      marginTop: 10,
      marginBottom: 10,
      marginLeft: 110,
      // Room for the words to the right of the longest bar.
      marginRight: 110,
      x: { axis: null, domain: [0, Math.max(...values.map(({ value }) => value))] },
      y: { label: null, domain: values.map(({ engine }) => engine) },
      marks: [
        ...values.map((each, index) => barX([each], { x: 'value', y: 'engine', fill: series(index), className: 'bar' })),
        text(values, { x: 'value', y: 'engine', text: 'label', textAnchor: 'start', dx: 6 }),
        axisY({ label: null, tickSize: 0 }),
        ruleX([0]),
      ],
    },
  };
}
