import { build } from 'esbuild';
import { afterEach, describe, expect, it } from 'vitest';
import { webRuntimeInPage } from './runtimes/webInPage.js';
import type { LoadedRuntime } from './runtimes/runtime.js';

describe('what a browser loads', () => {
  it('needs nothing of Node, and no native library', async () => {
    const { errors, metafile } = await build({
      entryPoints: ['src/browser.ts'],
      bundle: true,
      platform: 'browser',
      format: 'esm',
      conditions: ['@archetype/source'],
      write: false,
      metafile: true,
      logLevel: 'silent',
    });
    expect(errors).toEqual([]);
    const files = Object.keys(metafile.inputs);
    expect(files.filter((file) => file.includes('onnxruntime-web/'))).not.toEqual([]);
    expect(files.filter((file) => /onnxruntime-node|runtimes\/native/.test(file))).toEqual([]);
  });
});

describe('threads in a page', () => {
  const page = globalThis as { crossOriginIsolated?: boolean };
  afterEach(() => {
    delete page.crossOriginIsolated;
  });
  /** A page in which no session has been opened yet. */
  const freshPage = async (): Promise<LoadedRuntime['runtime']> => {
    const { runtime } = (await webRuntimeInPage.load()) as LoadedRuntime;
    return { ...runtime, env: { ...runtime.env, wasm: {} } };
  };

  it('are one where the page is not cross-origin isolated, and the headers that are missing are named', async () => {
    const runtime = await freshPage();
    expect(webRuntimeInPage.threads(runtime, 'ort:wasm', {})).toBe(1);
    const ask = async () => webRuntimeInPage.threads(await freshPage(), 'ort:wasm', { threads: 4 });
    await expect(ask()).rejects.toMatchObject({ code: 'one-thread-only', message: expect.stringContaining('Cross-Origin-Embedder-Policy') });
  });

  it('are as many as are asked for where it is', async () => {
    page.crossOriginIsolated = true;
    expect(webRuntimeInPage.threads(await freshPage(), 'ort:wasm', { threads: 4 })).toBe(4);
  });

  it('fetch their files from where the page says', async () => {
    const runtime = await freshPage();
    webRuntimeInPage.threads(runtime, 'ort:wasm', { wasmPaths: '/runtime/' });
    expect(runtime.env.wasm).toEqual({ wasmPaths: '/runtime/', numThreads: 1 });
  });
});
