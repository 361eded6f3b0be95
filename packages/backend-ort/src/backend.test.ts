import type { Availability } from '@archetype/training';
import { describe, expect, it } from 'vitest';
import { backend } from './backend.js';
import { explainLoadFailure } from './runtimes/native.js';

/** The native libraries that this process has loaded. */
const loadedLibraries = (): readonly string[] => (process.report.getReport() as unknown as { readonly sharedObjects: readonly string[] }).sharedObjects;

describe('the backend', () => {
  // First: the others load it.
  it('loads no runtime before it is asked for one', async () => {
    expect(backend.name).toBe('ort');
    expect(loadedLibraries().filter((file) => file.includes('onnxruntime'))).toEqual([]);
    await backend.probe('cpu');
    expect(loadedLibraries().filter((file) => file.includes('onnxruntime'))).not.toEqual([]);
  });

  it('finds the runtime and says which', async () => {
    expect(await backend.probe('cpu')).toEqual({ engine: 'ort:cpu', available: true, version: expect.stringMatching(/^onnxruntime-node \d+\.\d+\.\d+$/) });
  });

  it('records what it runs on', async () => {
    const engine = await backend.open('cpu', { threads: 1, precision: 'exact' });
    expect(engine.environment).toMatchObject({ device: 'cpu', threads: 1, precision: 'exact' });
    await engine.dispose();
  });

  it('names the devices that there are when asked for another', async () => {
    await expect(backend.open('tpu')).rejects.toMatchObject({ code: 'unknown-device', message: expect.stringContaining('ort:cpu or ort:cuda or ort:webgpu or ort:wasm') });
  });
});

describe('the runtime as WebAssembly', () => {
  it('is that of onnxruntime-web', async () => {
    expect(await backend.probe('wasm')).toEqual({ engine: 'ort:wasm', available: true, version: expect.stringMatching(/^onnxruntime-web \d+\.\d+\.\d+$/) });
  });

  it('keeps the number of threads that it was opened with', async () => {
    const engine = await backend.open('wasm', { threads: 2 });
    expect(engine.environment).toMatchObject({ device: 'wasm', threads: 2 });
    expect((await backend.open('wasm')).environment).toMatchObject({ threads: 2 });
    await expect(backend.open('wasm', { threads: 1 })).rejects.toMatchObject({ code: 'threads-fixed', message: expect.stringContaining('ask for 2') });
  });

  it('has the native runtime\'s version: a graph means the same to both', async () => {
    const [cpu, wasm] = [await backend.probe('cpu'), await backend.probe('wasm')];
    const versionOf = (found: Availability) => (found.available ? found.version.split(' ')[1] : found.reason);
    expect(versionOf(wasm)).toBe(versionOf(cpu));
  });
});

describe('a runtime that does not load', () => {
  const failure = (code: string | undefined, message: string) => Object.assign(new Error(message), code === undefined ? {} : { code });

  it('is not installed', () => {
    const { reason, fix } = explainLoadFailure(failure('ERR_MODULE_NOT_FOUND', "Cannot find package 'onnxruntime-node' imported from /x/runtime.js"));
    expect(reason).toBe('the package onnxruntime-node is not installed');
    expect(fix).toContain('npm install onnxruntime-node');
  });

  it('has no library for this platform', () => {
    const message = "Cannot find module '../bin/napi-v6/sunos/x64/onnxruntime_binding.node'\nRequire stack:\n- /x/binding.js";
    expect(explainLoadFailure(failure('MODULE_NOT_FOUND', message)).reason).toContain(`no library for ${process.platform} ${process.arch}`);
  });

  it('has a library that the system refuses', () => {
    const { reason } = explainLoadFailure(failure('ERR_DLOPEN_FAILED', "/lib/libm.so.6: version `GLIBC_2.27' not found\nmore"));
    expect(reason).toBe("the library of onnxruntime-node does not load: /lib/libm.so.6: version `GLIBC_2.27' not found");
  });
});
