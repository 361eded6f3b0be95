import { html, svg } from './element.js';

/** How the n-th engine is drawn: later ones dashed, so that equal curves show them both. */
export interface Stroke {
  readonly stroke: string;
  readonly 'stroke-width': number;
  readonly 'stroke-dasharray': string;
}

const widths = [3.5, 2, 2] as const;
const dashes = ['none', '7 5', '2 4'] as const;

export function strokeOf(index: number): Stroke {
  return {
    stroke: `var(--series-${index % 3})`,
    'stroke-width': widths[index % 3] ?? 2,
    'stroke-dasharray': dashes[index % 3] ?? 'none',
  };
}

export function showLegend(list: HTMLUListElement, engines: readonly string[]): void {
  list.replaceChildren(
    ...engines.map((engine, index) => {
      const line = svg('line', { x1: 0, x2: 28, y1: 5, y2: 5, ...strokeOf(index) });
      return html('li', svg('svg', { width: 28, height: 10, 'aria-hidden': 'true' }, line), engine);
    }),
  );
}
