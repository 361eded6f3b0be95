import { webRuntime } from './web.js';

/** What a page knows of itself. */
interface Page {
  readonly crossOriginIsolated?: boolean;
  readonly navigator?: { readonly hardwareConcurrency?: number };
}

/** onnxruntime-web in a page or a worker: memory that threads share is for cross-origin isolated pages alone. */
export const webRuntimeInPage = webRuntime({
  load: () => import('onnxruntime-web/wasm'),
  usualThreads: () => (globalThis as Page).navigator?.hardwareConcurrency ?? 1,
  single: () =>
    (globalThis as Page).crossOriginIsolated === true
      ? undefined
      : {
          reason: 'the page is not cross-origin isolated',
          fix: 'serve it with the headers Cross-Origin-Opener-Policy: same-origin and Cross-Origin-Embedder-Policy: require-corp',
        },
});
