import { readFile } from 'node:fs/promises';
import { gunzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { afterEach, expect, it, vi } from 'vitest';
import * as browser from './browser.js';
import * as node from './index.js';

afterEach(() => vi.unstubAllGlobals());

/** A server of files: as they are, or saying of compressed ones that they were compressed for the way, so that `fetch` inflates them. */
function serve(change: (bytes: Buffer) => Buffer): void {
  vi.stubGlobal('fetch', async (address: string) => new Response(new Uint8Array(change(await readFile(new URL(address))))));
}

it('needs nothing of Node', async () => {
  const bundle = await build({
    entryPoints: ['src/browser.ts'],
    bundle: true,
    platform: 'browser',
    format: 'esm',
    conditions: ['@archetype/source'],
    write: false,
    logLevel: 'silent',
  });
  expect(bundle.errors).toEqual([]);
});

it.each([
  ['as they are', (bytes: Buffer) => bytes],
  ['inflated on the way', gunzipSync],
])('loads the same sample as Node does, from a server that sends the files %s', async (_, change) => {
  serve(change);
  const [here, there] = await Promise.all([browser.loadFashionMnist({ source: 'sample' }), node.loadFashionMnist({ source: 'sample' })]);
  expect(here.classNames).toEqual(there.classNames);
  expect(here.description.count).toEqual(there.description.count);
  for (const split of ['train', 'test'] as const) {
    expect(Buffer.compare(here[split].images, there[split].images)).toBe(0);
    expect(Buffer.compare(here[split].labels, there[split].labels)).toBe(0);
    expect(here[split].shape).toEqual(there[split].shape);
  }
});

it('refuses files that are not there, cut short, or others', async () => {
  vi.stubGlobal('fetch', async () => new Response('', { status: 404, statusText: 'Not Found' }));
  await expect(browser.loadFashionMnist({ source: 'sample' })).rejects.toThrow('HTTP 404 Not Found');
  serve((bytes) => bytes.subarray(0, bytes.length - 9));
  await expect(browser.loadFashionMnist({ source: 'sample' })).rejects.toThrow('damaged gzip data');
  serve((bytes) => {
    const data = gunzipSync(bytes);
    data[data.length - 1] = (data[data.length - 1]! + 1) % 10;
    return data;
  });
  await expect(browser.loadFashionMnist({ source: 'sample' })).rejects.toThrow('does not hold the data that it must');
});
