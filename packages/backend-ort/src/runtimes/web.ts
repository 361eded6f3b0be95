import { ArchetypeError } from '@archetype/spec';
import { exportsOf } from './runtime.js';
import type { Missing, Runtime, RuntimeSource } from './runtime.js';

interface WebRuntimeParts {
  readonly load: () => Promise<Runtime>;
  /** Threads where none are asked for. */
  readonly usualThreads: () => number;
  /** Why there can be but one thread here. */
  readonly single?: () => Missing | undefined;
}

/**
 * onnxruntime-web: the runtime as WebAssembly. Its threads belong to the process or page: they are started with the first session, and
 * their number stays.
 */
export const webRuntime = ({ load, usualThreads, single = () => undefined }: WebRuntimeParts): RuntimeSource => ({
  async load() {
    try {
      const runtime = exportsOf(await load());
      return { runtime, version: `onnxruntime-web ${runtime.env.versions.web ?? 'unknown'}` };
    } catch (error) {
      return {
        reason: `the package onnxruntime-web cannot be imported: ${(error as Error).message.split('\n')[0]}`,
        fix: 'npm install onnxruntime-web@1.30.0',
      };
    }
  },

  threads(runtime, engine, { threads: asked, wasmPaths }) {
    const { wasm } = runtime.env;
    if (wasmPaths !== undefined) wasm.wasmPaths = wasmPaths;
    // Errors only, as for sessions.
    runtime.env.logLevel = 'error';
    const running = wasm.numThreads;
    if (running !== undefined && running > 0) {
      if (asked === undefined || asked === running) return running;
      throw threadsFixed(engine, asked, running);
    }
    const obstacle = single();
    if (obstacle !== undefined && asked !== undefined && asked > 1) throw oneThreadOnly(engine, asked, obstacle);
    wasm.numThreads = obstacle === undefined ? (asked ?? usualThreads()) : 1;
    return wasm.numThreads;
  },
});

const threadsFixed = (engine: string, asked: number, running: number): ArchetypeError =>
  new ArchetypeError({
    code: 'threads-fixed',
    subject: engine,
    problem: `onnxruntime-web runs here with ${running} threads already, and ${asked} are asked for`,
    details: ['its threads are started once for the whole process or page'],
    remedy: `ask for ${running}, or leave the number out`,
  });

const oneThreadOnly = (engine: string, asked: number, { reason, fix }: Missing): ArchetypeError =>
  new ArchetypeError({
    code: 'one-thread-only',
    subject: engine,
    problem: `${asked} threads are asked for, and there can be but one: ${reason}`,
    remedy: `${fix}; or leave the number out`,
  });
