import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { availableParallelism } from 'node:os';
import { dirname } from 'node:path';
import { compileFunction } from 'node:vm';
import { Worker } from 'node:worker_threads';
import { createWasmOpener } from './wasm.js';
import { completed, type StartedWasm, type WasmModule } from './wasmModule.js';

const require = createRequire(import.meta.url);

/**
 * TensorFlow.js on WebAssembly in Node, with SIMD and threads.
 *
 * @throws ArchetypeError as {@link createWasmOpener}'s
 */
export const openWasm = createWasmOpener({ start: startModule, usualThreads: availableParallelism });

/**
 * Loads the binary of `@tensorflow/tfjs-backend-wasm`: the one with threads and SIMD for two threads and more, else the one with SIMD.
 *
 * The package's own `init` never takes the threaded binary in Node (it turns threads off there, and would start its workers from a `blob:`
 * address, which Node's workers refuse), although Emscripten's loader in it knows worker threads. So the loader is run from here, with
 * four things handed to it in place of the globals:
 * - `Worker`: starts the package's worker script from its text;
 * - `os.cpus`: the C++ takes half of what this says as its upper bound, meaning hyper-threads, and so would use one thread on two cores;
 * - `process`: its handlers for uncaught errors would change how the whole program ends;
 * - `global`: it would replace the program's own `Worker`.
 */
async function startModule(threads: number): Promise<StartedWasm> {
  const name = threads > 1 ? 'tfjs-backend-wasm-threaded-simd' : 'tfjs-backend-wasm-simd';
  const folder = dirname(require.resolve('@tensorflow/tfjs-backend-wasm/package.json'));
  const script = `${folder}/wasm-out/${threads > 1 ? name : 'tfjs-backend-wasm'}.js`;
  const [source, wasmBinary] = await Promise.all([readFile(script, 'utf8'), readFile(`${folder}/dist/${name}.wasm`)]);
  const lines: string[] = [];
  const print = (line: string) => void lines.push(line);
  const factory = loader(source, script, threads);
  const module = await factory({
    wasmBinary,
    mainScriptUrlOrBlob: script,
    locateFile: (file: string) => `${folder}/wasm-out/${file}`,
    print,
    printErr: print,
  });
  return { module: completed(module), complaints: { take: () => lines.splice(0) } };
}

type Factory = (configuration: object) => Promise<WasmModule>;

function loader(source: string, script: string, threads: number): Factory {
  const exportName = threads > 1 ? 'WasmBackendModuleThreadedSimd' : 'WasmBackendModule';
  const given = {
    require: (name: string): unknown =>
      name === 'worker_threads' ? { Worker: thread(script) } : name === 'os' ? { cpus: () => ({ length: 2 * threads }) } : require(name),
    process: { versions: process.versions, argv: [], hrtime: process.hrtime, on: () => {}, removeListener: () => {}, listeners: () => [] },
    global: {},
    Worker: thread(script),
    __filename: script,
    __dirname: dirname(script),
    exports: undefined,
    module: undefined,
    define: undefined,
  };
  // The main thread takes part, so one worker fewer is needed than threads.
  const fitted = source.replace('var pthreadPoolSize=8;', `var pthreadPoolSize=${threads - 1};`);
  const make = compileFunction(`${fitted}\nreturn ${exportName};`, Object.keys(given), { filename: script });
  return make(...Object.values(given)) as Factory;
}

function thread(script: string): new () => Worker {
  return class extends Worker {
    constructor() {
      const { wasmWorkerContents } = require(script.replace(/\.js$/, '.worker.js')) as { wasmWorkerContents: string };
      // The text was written inside a template literal, so its `\n` escapes have become line ends within strings.
      // It is a script, whatever the program was started with: `--input-type=module` would make it a module.
      super(wasmWorkerContents.replaceAll('\n', String.raw`\n`), { eval: true, execArgv: [] });
      // A pool at rest does not keep the program from ending.
      this.unref();
    }

    /** Emscripten calls it as a thread begins, and the threads of a pool never end. */
    override ref(): void {}
  };
}
