import { plot, type PlotOptions } from '@observablehq/plot';
import { parseHTML } from 'linkedom';
import { raw, type Html } from '../html.js';

/** A line's colour; the style sheet gives it one value for light and one for dark. */
export const series = (index: number): string => `var(--series-${index % 6})`;

/** Of several lines the first is wide and faint, so that where the others lie upon it its rim is still seen. */
export function lineUnder(index: number, lines: number): { readonly strokeWidth: number; readonly strokeOpacity: number } {
  return index === 0 && lines > 1 ? { strokeWidth: 4, strokeOpacity: 0.5 } : { strokeWidth: 1.4, strokeOpacity: 1 };
}

/** Lines that lie upon one another stay visible through their dashes. */
export const dashes = (index: number): string => ['none', '6 4', '2 3', '10 3 2 3', '1 2', '12 4'][index % 6] ?? 'none';

export interface Chart {
  /** For those who cannot see it, and for tests. */
  readonly name: string;
  readonly description: string;
  readonly options: PlotOptions;
}

/** Drawn at this width and scaled by the page: 13 pixels of text stay legible on a telephone. */
export const CHART_WIDTH = 420;

/** Renders a chart to SVG that takes its colours from the page and its width from the place where it stands. */
export function renderChart({ name, description, options }: Chart): Html {
  const { document } = parseHTML('<!doctype html><html><body></body></html>');
  const svg = plot({
    width: CHART_WIDTH,
    height: 250,
    marginLeft: 54,
    marginRight: 16,
    marginTop: 26,
    marginBottom: 44,
    ...options,
    style: { fontSize: '13px', background: 'none', overflow: 'visible' },
    className: 'chart',
    document: document as unknown as NonNullable<PlotOptions['document']>,
  });
  svg.setAttribute('role', 'img');
  svg.setAttribute('aria-label', description);
  svg.setAttribute('data-chart', name);
  svg.setAttribute('xmlns', 'http://www.w3.org/2000/svg');
  svg.removeAttribute('width');
  svg.removeAttribute('height');
  // The page styles every chart at once; a style element of each would only repeat itself.
  for (const style of svg.querySelectorAll('style')) style.remove();
  return raw(svg.outerHTML);
}
