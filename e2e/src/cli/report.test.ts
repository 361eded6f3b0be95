/// <reference lib="dom" />
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium, type Browser, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chromiumPath as executable } from '../../../tools/chromium.js';
import { archetypeWell, json, temporaryFolder } from './archetype.js';

// Without a browser there is nothing that could look at a page; CI brings one.
describe.skipIf(executable === undefined)(`reports in a browser (${executable ?? 'skipped: no chromium; CHROMIUM names one'})`, () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: executable ?? '', args: ['--no-sandbox'] });
  });
  afterAll(async () => browser?.close());

  interface Opened {
    readonly page: Page;
    readonly complaints: readonly string[];
    readonly requests: readonly string[];
  }

  async function open(report: string, width: number, colorScheme: 'light' | 'dark'): Promise<Opened> {
    const page = await browser.newPage({ viewport: { width, height: 900 }, colorScheme });
    const complaints: string[] = [];
    const requests: string[] = [];
    page.on('console', (message) => complaints.push(message.text()));
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('request', (request) => requests.push(request.url()));
    await page.goto(pathToFileURL(report).href);
    return { page, complaints, requests: requests.filter((url) => !url.startsWith('data:')) };
  }

  /** Points of the paths of a class, by path. */
  const pointsOf = (page: Page, selector: string): Promise<readonly number[]> =>
    page.$$eval(selector, (paths) => paths.map((path) => (path.getAttribute('d') ?? '').split(/[ML]/).length - 1));

  /** Pairs of texts of one chart that lie on one another, and elements that stick out of the page. */
  const clashes = (page: Page): Promise<readonly string[]> =>
    page.evaluate(() => {
      const found: string[] = [];
      for (const chart of document.querySelectorAll('svg.chart')) {
        // A slanted text's box is mostly empty, so it is left out.
        const straight = [...chart.querySelectorAll('text')].filter((text) => text.textContent !== '' && !/rotate\(-?[1-9]/.test(text.getAttribute('transform') ?? ''));
        for (const [index, a] of straight.entries()) {
          const first = a.getBoundingClientRect();
          const frame = (chart.closest('figure') ?? chart).getBoundingClientRect();
          if (first.left < frame.left - 1 || first.right > frame.right + 1 || first.bottom > frame.bottom + 1) found.push(`outside its frame: ${a.textContent}`);
          for (const b of straight.slice(index + 1)) {
            const second = b.getBoundingClientRect();
            const across = Math.min(first.right, second.right) - Math.max(first.left, second.left);
            const down = Math.min(first.bottom, second.bottom) - Math.max(first.top, second.top);
            if (across > 1 && down > 2) found.push(`${a.textContent} on ${b.textContent}`);
          }
        }
      }
      if (document.documentElement.scrollWidth > document.documentElement.clientWidth) found.push('the page is wider than its window');
      for (const element of document.querySelectorAll('main *')) {
        const { right, width } = element.getBoundingClientRect();
        if (width > 0 && right > document.documentElement.clientWidth + 1 && element.closest('.scroll, svg') === null) found.push(`sticks out: ${element.tagName} ${element.textContent?.slice(0, 40)}`);
      }
      return found;
    });

  it('of a comparison: every chart with its points, nothing asked of anyone, nothing clipped', async () => {
    const folder = temporaryFolder();
    const { engines } = await json<{ engines: readonly { losses: readonly number[] }[] }>(folder, ['compare', 'lenet-bn', '--engines', 'ort,tfjs', '--epochs', '2', '--limit', '320', '--batch-size', '32', '--out', 'run']);
    const steps = engines[0]?.losses.length ?? 0;
    expect(steps).toBe(20);
    for (const [width, scheme] of [[1280, 'light'], [1280, 'dark'], [390, 'light'], [390, 'dark']] as const) {
      const { page, complaints, requests } = await open(join(folder, 'run', 'report.html'), width, scheme);
      expect(complaints, `${width} ${scheme}`).toEqual([]);
      expect(requests).toHaveLength(1);
      expect(await page.$$eval('[data-chart]', (charts) => charts.map((chart) => chart.getAttribute('data-chart')))).toEqual(['loss', 'difference', 'accuracy', 'speed', 'memory', 'confusion']);
      expect(await pointsOf(page, '.loss-curve path')).toEqual([steps, steps]);
      expect(await pointsOf(page, '.difference-curve path')).toEqual([steps]);
      expect(await page.$$eval('.accuracy-point circle', ({ length }) => length)).toBe(4);
      expect(await page.$$eval('.bar rect', ({ length }) => length)).toBe(4);
      expect(await page.$$eval('.confusion-cell rect', ({ length }) => length)).toBe(100);
      const images = await page.$$eval('.mistakes img', (all) => all.map((image) => [(image as HTMLImageElement).complete, (image as HTMLImageElement).naturalWidth]));
      expect(images).toHaveLength(24);
      for (const image of images) expect(image).toEqual([true, 28]);
      for (const said of ['no divergence', 'ort:cpu', 'tfjs:wasm', 'onnxruntime-node', 'the sample that comes with the package', 'peak memory']) expect(await page.textContent('body')).toContain(said);
      expect(await clashes(page), `${width} ${scheme}`).toEqual([]);
      const [text, background] = await page.evaluate(() => [getComputedStyle(document.body).color, getComputedStyle(document.body).backgroundColor]);
      expect([text, background]).toEqual(scheme === 'light' ? ['rgb(27, 31, 36)', 'rgb(255, 255, 255)'] : ['rgb(228, 232, 236)', 'rgb(20, 23, 27)']);
      await page.close();
    }
  });

  it('of one run: its own curve, no comparison', async () => {
    const folder = temporaryFolder();
    await archetypeWell(folder, ['train', 'lenet', '--epochs', '1', '--limit', '96', '--batch-size', '32', '--out', 'run']);
    const { page, complaints } = await open(join(folder, 'run', 'report.html'), 390, 'light');
    expect(complaints).toEqual([]);
    expect(await page.$$eval('[data-chart]', (charts) => charts.map((chart) => chart.getAttribute('data-chart')))).toEqual(['loss', 'accuracy', 'speed', 'confusion']);
    expect(await pointsOf(page, '.loss-curve path')).toEqual([3]);
    expect(await clashes(page)).toEqual([]);
    await page.close();
  });
});
