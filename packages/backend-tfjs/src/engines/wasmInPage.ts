import { createWasmOpener } from './wasm.js';
import { completed, type StartedWasm, type WasmModule } from './wasmModule.js';

/** What a page or worker knows of itself. */
interface Page {
  readonly crossOriginIsolated?: boolean;
  readonly navigator: { readonly hardwareConcurrency?: number };
}

const page = globalThis as unknown as Page;
const cores = (): number => page.navigator.hardwareConcurrency ?? 1;

/**
 * TensorFlow.js on WebAssembly in a page or worker, with SIMD; with threads where the page is cross-origin isolated, without
 * which a browser gives it no memory that threads share.
 */
export const openWasm = createWasmOpener({
  usualThreads: () => (page.crossOriginIsolated === true ? cores() : 1),
  start: (threads) => (threads > 1 ? startThreaded(threads) : startSingle()),
});

/** Emscripten's loader, a CommonJS module whose export bundlers call `default`. */
type Loader = (configuration: object) => Promise<WasmModule>;
const loaderOf = (loaded: object): Loader => (loaded as { readonly default: Loader }).default;

async function startSingle(): Promise<StartedWasm> {
  const [loaded, wasmBinary] = await Promise.all([
    import('@tensorflow/tfjs-backend-wasm/wasm-out/tfjs-backend-wasm.js'),
    fetchBinary(new URL('@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm', import.meta.url)),
  ]);
  return start(loaderOf(loaded), { wasmBinary });
}

async function startThreaded(threads: number): Promise<StartedWasm> {
  if (page.crossOriginIsolated !== true) throw new Error('the page is not cross-origin isolated');
  const [loaded, { wasmWorkerContents }, wasmBinary] = await Promise.all([
    import('@tensorflow/tfjs-backend-wasm/wasm-out/tfjs-backend-wasm-threaded-simd.js'),
    // @ts-expect-error The package has no declarations for this file: it exports the text of a worker's script.
    import('@tensorflow/tfjs-backend-wasm/wasm-out/tfjs-backend-wasm-threaded-simd.worker.js') as Promise<{ readonly wasmWorkerContents: string }>,
    fetchBinary(new URL('@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-threaded-simd.wasm', import.meta.url)),
  ]);
  // The text was written inside a template literal, so its `\n` escapes have become line ends within strings.
  const worker = URL.createObjectURL(new Blob([wasmWorkerContents.replaceAll('\n', String.raw`\n`)], { type: 'text/javascript' }));
  const configuration = {
    wasmBinary,
    // The loader as published, for each worker: what a bundler made of it is no script that a worker could load.
    mainScriptUrlOrBlob: new URL('@tensorflow/tfjs-backend-wasm/wasm-out/tfjs-backend-wasm-threaded-simd.js', import.meta.url).href,
    locateFile: () => worker,
  };
  return withCores(2 * threads, () => start(loaderOf(loaded), configuration)).finally(() => URL.revokeObjectURL(worker));
}

async function start(load: Loader, configuration: object): Promise<StartedWasm> {
  const lines: string[] = [];
  const print = (line: string) => void lines.push(line);
  const module = await load({ ...configuration, print, printErr: print });
  return { module: completed(module), complaints: { take: () => lines.splice(0) } };
}

async function fetchBinary(address: URL): Promise<ArrayBuffer> {
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(`${address.href} cannot be fetched: HTTP ${answer.status}`);
  return answer.arrayBuffer();
}

/**
 * Lets the binary see so many cores while it starts: the C++ then takes half of their number as its upper bound, meaning hyper-threads, and so would use one
 * thread on two cores.
 */
async function withCores<Result>(count: number, start: () => Promise<Result>): Promise<Result> {
  const { navigator } = page;
  Object.defineProperty(navigator, 'hardwareConcurrency', { value: count, configurable: true });
  try {
    return await start();
  } finally {
    Reflect.deleteProperty(navigator, 'hardwareConcurrency');
  }
}
