import { axisX, axisY, cell, text } from '@observablehq/plot';
import type { TestResult } from '../contents.js';
import type { Chart } from './plot.js';

/** What each class was taken for: rows are the truth, columns the answer, darkness the share of the row. */
export function confusionMatrix({ classNames, confusion }: Pick<TestResult, 'classNames' | 'confusion'>): Chart {
  const cells = confusion.flatMap((row, label) => {
    const total = row.reduce((sum, each) => sum + each, 0);
    return row.map((images, predicted) => ({
      label: classNames[label] ?? String(label),
      predicted: classNames[predicted] ?? String(predicted),
      images,
      share: total === 0 ? 0 : images / total,
    }));
  });
  const position = { x: 'predicted', y: 'label' };
  const filled = cells.filter(({ images }) => images > 0);
  return {
    name: 'confusion',
    description: `Confusion matrix: ${classNames.map((name, index) => `${name} ${confusion[index]?.[index] ?? 0} right`).join(', ')}`,
    options: {
      height: 450,
      marginLeft: 96,
      marginRight: 12,
      marginTop: 10,
      marginBottom: 104,
      x: { domain: classNames },
      y: { domain: classNames },
      marks: [
        cell(cells, { ...position, fill: 'var(--accent)', fillOpacity: ({ share }: { readonly share: number }) => 0.04 + 0.9 * share, inset: 0.5, className: 'confusion-cell' }),
        text(filled.filter(({ share }) => share < 0.6), { ...position, text: 'images', fontSize: 11 }),
        text(filled.filter(({ share }) => share >= 0.6), { ...position, text: 'images', fontSize: 11, fill: 'var(--on-accent)' }),
        axisX({ label: 'taken for', tickRotate: -45, tickSize: 0, labelAnchor: 'center', labelArrow: 'none', labelOffset: 98 }),
        axisY({ label: null, tickSize: 0 }),
      ],
    },
  };
}
