import { createRequire } from 'node:module';
import { availableParallelism } from 'node:os';
import { describe, expect, it } from 'vitest';
import { backend } from './backend.js';
import { createWasmOpener } from './engines/wasm.js';

const loaded = (): readonly string[] => Object.keys(createRequire(import.meta.url).cache).filter((path) => path.includes('@tensorflow'));

const codeOf = (call: Promise<unknown>): Promise<unknown> =>
  call.then(
    () => undefined,
    (error: { readonly code?: string }) => error.code,
  );

describe('tfjs', () => {
  it('loads nothing of TensorFlow.js before an engine is opened', async () => {
    expect(await backend.probe('wasm')).toEqual({ engine: 'tfjs:wasm', available: true, version: '4.22.0' });
    expect(loaded()).toEqual([]);
    const engine = await backend.open('wasm');
    expect(loaded()).not.toEqual([]);
    await engine.dispose();
  });

  it('says why an engine is not there', async () => {
    const found = await backend.probe('abacus');
    expect(found).toMatchObject({ available: false, reason: 'the tfjs backend has no device "abacus"' });
    expect(await codeOf(backend.open('abacus'))).toBe('engine-unavailable');
  });
});

describe('tfjs:wasm', () => {
  it('has as many threads as asked for, and leaves the process as it was', async () => {
    const before = [Reflect.get(globalThis, 'Worker'), process.listenerCount('uncaughtException'), process.listenerCount('unhandledRejection')];
    for (const threads of [1, 2, 3]) {
      const engine = await backend.open('wasm', { threads });
      expect(engine.environment).toEqual({ runtime: '@tensorflow/tfjs-backend-wasm 4.22.0', device: 'wasm', simd: true, threads });
      await engine.dispose();
    }
    expect([Reflect.get(globalThis, 'Worker'), process.listenerCount('uncaughtException'), process.listenerCount('unhandledRejection')]).toEqual(before);
  });

  it('takes as many as there are cores, and says when it cannot have that many', async () => {
    const usual = await backend.open('wasm');
    expect(usual.environment['threads']).toBe(Math.min(8, availableParallelism()));
    await usual.dispose();
    const many = await backend.open('wasm', { threads: 9 });
    expect(many.environment).toMatchObject({ threads: 8, threadsAsked: 9, threadsNote: 'the published binary has at most 8 threads' });
    await many.dispose();
  });

  it('shares one memory, and refuses another number of threads meanwhile', async () => {
    const [first, second] = await Promise.all([backend.open('wasm', { threads: 2 }), backend.open('wasm', { threads: 2 })]);
    expect(await codeOf(backend.open('wasm', { threads: 1 }))).toBe('tfjs-in-use');
    await first.dispose();
    expect(await codeOf(backend.open('wasm', { threads: 1 }))).toBe('tfjs-in-use');
    await second.dispose();
    await (await backend.open('wasm', { threads: 1 })).dispose();
  });

  it('takes no more threads than there are by itself, however many cores there are', async () => {
    const open = createWasmOpener({ usualThreads: () => 64, start: () => Promise.reject(new Error('not started')) });
    await expect(open({ threads: 0 })).rejects.toThrow('leave it out to use 8');
  });

  it('refuses a number of threads that is none', async () => {
    expect(await codeOf(backend.open('wasm', { threads: 0 }))).toBe('tfjs-threads');
    expect(await codeOf(backend.open('wasm', { threads: 1.5 }))).toBe('tfjs-threads');
  });
});
