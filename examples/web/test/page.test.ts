import { fileURLToPath } from 'node:url';
import { chromium, type Browser, type Page } from 'playwright-core';
import { preview, type PreviewServer } from 'vite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chromiumPath as executable } from '../../../tools/chromium.js';

const root = fileURLToPath(new URL('..', import.meta.url));

// Without a browser there is nothing that could run a page; CI brings one.
describe.skipIf(executable === undefined)(`the built page in a browser (${executable ?? 'skipped: no chromium; CHROMIUM names one'})`, () => {
  let browser: Browser;
  let server: PreviewServer;
  let address = '';

  beforeAll(async () => {
    server = await preview({ root, configFile: `${root}/vite.config.ts`, preview: { port: 0, host: '127.0.0.1' }, logLevel: 'error' });
    address = server.resolvedUrls?.local[0] ?? '';
    browser = await chromium.launch({ executablePath: executable ?? '', args: ['--no-sandbox'] });
  });
  afterAll(async () => {
    await browser?.close();
    await server?.close();
  });

  interface Opened {
    readonly page: Page;
    /** Errors and warnings of its console, and what it threw. */
    readonly complaints: readonly string[];
  }

  async function open(options: { readonly isolated: boolean; readonly colorScheme?: 'light' | 'dark'; readonly width?: number }): Promise<Opened> {
    const page = await browser.newPage({ viewport: { width: options.width ?? 1200, height: 900 }, colorScheme: options.colorScheme ?? 'light' });
    const complaints: string[] = [];
    page.on('console', (message) => {
      if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
    });
    page.on('pageerror', (error) => complaints.push(error.message));
    if (!options.isolated) {
      await page.route('**/*', async (route) => {
        const answer = await route.fetch();
        const headers = Object.entries(answer.headers()).filter(([name]) => !name.startsWith('cross-origin-'));
        await route.fulfill({ response: answer, headers: Object.fromEntries(headers) });
      });
    }
    await page.goto(address);
    await page.waitForSelector('#start:not([disabled])', { timeout: 60_000 });
    return { page, complaints };
  }

  const column = (page: Page, number: number): Promise<readonly string[]> =>
    page.$$eval(`#figures tbody tr > :nth-child(${number})`, (cells) => cells.map((cell) => cell.textContent ?? ''));
  const status = (page: Page) => page.textContent('#status');

  it('trains LeNet on the sample above 0.75, on TensorFlow.js and ONNX Runtime, and says what is drawn', async () => {
    const { page, complaints } = await open({ isolated: true });
    expect(await page.evaluate(() => crossOriginIsolated)).toBe(true);
    await page.fill('input[name=epochs]', '5');
    await page.click('#start');
    await page.waitForFunction(() => document.querySelector('#status')?.textContent === 'done' || document.querySelector<HTMLButtonElement>('#start')?.disabled === false, undefined, {
      timeout: 280_000,
    });
    expect(await status(page)).toBe('done');

    const engines = await column(page, 1);
    expect(engines.map((engine) => engine.split(':')[0])).toEqual(['tfjs', 'ort']);
    for (const runtime of await column(page, 2)) expect(runtime).toMatch(/ \d+ threads?$/);
    for (const accuracy of await column(page, 6)) expect(Number(accuracy)).toBeGreaterThan(0.75);
    // Both trained on the same batches from the same weights: what is between them is rounding.
    const apart = Number(/further apart than (\S+)\.$/.exec((await page.textContent('#agreement')) ?? '')?.[1]);
    expect(apart).toBeLessThan(0.02);
    expect(await page.$$eval('#loss path.curve', (curves) => curves.map((curve) => (curve.getAttribute('d') ?? '').split('L').length))).toEqual([785, 785]);
    expect(await page.$$eval('#accuracy circle', ({ length }) => length)).toBe(10);

    // A pair of trousers: two legs below a waist.
    await page.locator('#sketch').scrollIntoViewIfNeeded();
    const board = await page.locator('#sketch').boundingBox();
    const at = (x: number, y: number) => [(board?.x ?? 0) + x * (board?.width ?? 0), (board?.y ?? 0) + y * (board?.height ?? 0)] as const;
    for (const shift of [0, 0.04, 0.08, 0.12]) {
      for (const [from, to] of [[at(0.32 + shift, 0.05), at(0.26 + shift, 0.97)], [at(0.56 + shift, 0.05), at(0.62 + shift, 0.97)], [at(0.32, 0.06 + shift), at(0.68, 0.06 + shift)]] as const) {
        await page.mouse.move(...from);
        await page.mouse.down();
        await page.mouse.move(...to, { steps: 6 });
        await page.mouse.up();
      }
    }
    await page.waitForFunction(() => document.querySelectorAll('#guesses section').length === 2);
    const seen = (): Promise<readonly (string | undefined)[]> => page.$$eval('#guesses h3', (titles) => titles.map((title) => title.textContent?.split(': ')[1]));
    await expect.poll(seen).toEqual(['Trouser', 'Trouser']);

    // A test image instead: whatever boot it is, both take it for a shoe.
    await page.selectOption('#gallery', { label: 'Ankle boot' });
    const shoe = expect.stringMatching(/^(Sandal|Sneaker|Ankle boot)$/);
    await expect.poll(seen).toEqual([shoe, shoe]);
    expect(complaints).toEqual([]);
    await page.close();
  });

  it('works on one thread where the server sends no headers of isolation, can be stopped, and begins anew', async () => {
    const { page, complaints } = await open({ isolated: false, colorScheme: 'dark', width: 390 });
    expect(await page.evaluate(() => crossOriginIsolated)).toBe(false);
    await page.click('#start');
    await page.waitForSelector('#loss path.curve[d*=L]');
    // What is ticked meanwhile is for the next training, and starts none beside this one.
    await page.uncheck('input[value="ort:wasm"]');
    expect(await page.isDisabled('#start')).toBe(true);
    await page.check('input[value="ort:wasm"]');
    expect(await page.isDisabled('#start')).toBe(true);
    await page.click('#stop');
    await page.waitForFunction(() => document.querySelector('#status')?.textContent === 'stopped');
    for (const runtime of await column(page, 2)) expect(runtime).toMatch(/1 thread$/);
    await page.selectOption('select[name=model]', 'lenet-bn');
    await page.click('#start');
    await page.waitForFunction(() => document.querySelector('#status')?.textContent?.startsWith('training') === true);
    await page.waitForSelector('#loss path.curve[d*=L]');
    await page.click('#stop');
    await page.waitForFunction(() => document.querySelector('#status')?.textContent === 'stopped');
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= document.documentElement.clientWidth)).toBe(true);
    expect(await page.evaluate(() => getComputedStyle(document.body).backgroundColor)).toBe('rgb(20, 23, 27)');
    expect(complaints).toEqual([]);
    await page.close();
  });
});
