import { parseHTML } from 'linkedom';
import { describe, expect, it } from 'vitest';
import { differences, FLOOR } from './charts/lossDifferences.js';
import { MOST_POINTS, thinned } from './charts/thinned.js';
import type { EngineResult, ReportContents } from './contents.js';
import { html } from './html.js';
import { renderReport } from './report.js';

const engine = (name: string, losses: readonly (number | null)[], more: Partial<EngineResult> = {}): EngineResult => ({
  engine: name,
  environment: { runtime: `${name} 1.0`, threads: 2 },
  losses,
  epochs: [],
  warnings: [],
  ...more,
});

const contents = (engines: readonly EngineResult[], more: Partial<ReportContents> = {}): ReportContents => ({
  title: 'lenet on two',
  model: { name: 'lenet', input: [1, 28, 28], parameters: 44_426 },
  settings: [['seed', '0']],
  data: { source: 'the sample', trainingImages: 10_000, testImages: 2_000 },
  made: '2026-01-05T09:03:07.000Z',
  engines,
  agreement: [],
  ...more,
});

const chartsOf = (text: string): readonly (string | null)[] => [...parseHTML(text).document.querySelectorAll('[data-chart]')].map((chart) => chart.getAttribute('data-chart'));

describe('html', () => {
  it('escapes values, and not what is HTML already', () => {
    expect(html`<p title="${'"\'<&>'}">${html`<b>${1}</b>`}${[html`<i>a</i>`, html`<i>b</i>`]}</p>`.html).toBe('<p title="&quot;&#39;&lt;&amp;&gt;"><b>1</b><i>a</i>\n<i>b</i></p>');
  });
});

describe('thinned', () => {
  it('has every value as it is, where they fit', () => {
    expect(thinned([3, null, 1])).toEqual([{ step: 1, value: 3 }, { step: 3, value: 1 }]);
  });

  it('has means at the middle of equal shares, where they do not', () => {
    const points = thinned(Array.from({ length: 4 * MOST_POINTS }, (_, index) => index));
    expect(points).toHaveLength(MOST_POINTS);
    expect(points[0]).toEqual({ step: 2.5, value: 1.5 });
  });
});

describe('differences', () => {
  it('go as far as both, and not below the floor', () => {
    expect(differences([1, 2, null, 4], [1, 2.5, 3])).toEqual([FLOOR, 0.5, null]);
  });
});

describe('renderReport', () => {
  it('asks nothing of any server', () => {
    const text = renderReport(contents([engine('a', [2, 1]), engine('b', [2, 1])]));
    expect(text).not.toMatch(/(src|href)="(?!data:)/);
    expect(text).not.toMatch(/url\((?!data:)|@import|<script/);
  });

  it('leaves out what there is nothing of', () => {
    expect(chartsOf(renderReport(contents([engine('a', [2, 1])])))).toEqual(['loss']);
    expect(chartsOf(renderReport(contents([engine('a', [2, 1], { imagesPerSecond: 10, peakMemoryBytes: 1e8 }), engine('b', [2, 1])])))).toEqual(['loss', 'difference', 'speed', 'memory']);
    expect(chartsOf(renderReport(contents([engine('a', [])])))).toEqual([]);
  });

  it('says which engine failed and what was warned of, escaped', () => {
    const failed = engine('b', [], { failure: 'its process was ended by SIGSEGV <script>' });
    const warned = engine('a', [2, null], { warnings: [{ event: 'warning', code: 'loss-not-finite', epoch: 1, step: 2, message: 'the loss is NaN' }] });
    const text = renderReport(contents([warned, failed]));
    expect(text).toContain('b did not finish.');
    expect(text).toContain('ended by SIGSEGV &lt;script&gt;');
    expect(text).toContain('the loss is NaN');
  });

  it.each([
    ['none', null, 'no divergence'],
    ['computation', { step: 3, tensor: '0:output', difference: 0.5 }, 'they part at step 3 in'],
    ['rounding', { step: 90, tensor: 'loss', difference: 0.002 }, 'rounding lets the losses part at step 90'],
    ['unknown', null, 'not compared'],
  ] as const)('has the verdict %s', (kind, firstDivergence, said) => {
    const text = renderReport(contents([engine('a', [2]), engine('b', [2])], { agreement: [{ a: 'a', b: 'b', maxLossDifference: 0.5, firstDivergence, kind, remark: 'as found' }] }));
    expect(text).toContain(said);
  });

  it('draws losses that were lost or equal without an axis of nonsense', () => {
    const text = renderReport(contents([engine('a', [null, null]), engine('b', [null, null])]));
    expect(text).not.toMatch(/NaN|Infinity/);
  });
});
