import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { cudaMissing, explainCuda } from './cudaHere.js';
import { runtimeFolder } from './native.js';
import { outcomeOf } from './tryProvider.js';
import { explainWebgpu } from './webgpuHere.js';

describe('a provider that was tried in a process of its own', () => {
  it('works where its sum came back', () => {
    expect(outcomeOf('a library says hello\n{}', '', null)).toBeUndefined();
  });

  it('says what the runtime threw, after what the library wrote', () => {
    expect(outcomeOf('\n{"failed":"no adapter"}', 'Warning: no Vulkan\n', null)).toBe('Warning: no Vulkan\nno adapter');
  });

  it('may have ended the process', () => {
    expect(outcomeOf('', 'terminate called\n', { message: 'Command failed', signal: 'SIGABRT' })).toBe('the process that tried it ended by SIGABRT: terminate called');
  });
});

describe('what is missing for WebGPU', () => {
  it.each([
    ['Warning: Couldn\'t load Vulkan: libvulkan.so.1: cannot open shared object file', 'no libvulkan.so.1', 'libvulkan1'],
    ['Failed to get a WebGPU adapter: No supported adapters.', 'finds no graphics adapter', 'vulkaninfo'],
    ['first\nthe device was lost', 'does not run: the device was lost', 'ort:cpu'],
  ])('%s', (said, reason, fix) => {
    expect(explainWebgpu(said)).toEqual({ reason: expect.stringContaining(reason), fix: expect.stringContaining(fix) });
  });
});

describe('what is missing for CUDA', () => {
  it.each([
    ['Failed to load library libonnxruntime_providers_cuda.so with error: libcudnn.so.9: cannot open shared object file: No such file', 'libcudnn.so.9 is not on', 'engine add ort:cuda'],
    ['libcuda.so.1: cannot open shared object file: No such file or directory', 'no NVIDIA driver', 'driver'],
    ['CUDA failure 35: CUDA driver version is insufficient for CUDA runtime version', 'missing or too old', 'nvidia-smi'],
    ['CUDA failure 100: no CUDA-capable device is detected', 'no NVIDIA card', '--gpus all'],
    ['cublas said something', 'does not run: cublas said something', 'nvidia-smi'],
  ])('%s', (said, reason, fix) => {
    expect(explainCuda(said)).toEqual({ reason: expect.stringContaining(reason), fix: expect.stringContaining(fix) });
  });
});

describe('an engine in the cache folder', () => {
  let home = '';
  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), 'archetype-ort-'));
    vi.stubEnv('ARCHETYPE_HOME', home);
  });
  afterEach(() => {
    vi.unstubAllEnvs();
    rmSync(home, { recursive: true });
  });
  /** A record as `archetype engine add ort:cuda` writes it, of a folder with nothing in it. */
  const add = (version: string): string => {
    const folder = join(home, 'engines', 'ort-cuda', 'one');
    const module = join(folder, 'node_modules', 'onnxruntime-node');
    mkdirSync(module, { recursive: true });
    const record = { engine: 'ort:cuda', module: 'node_modules/onnxruntime-node', versions: { 'onnxruntime-node': version }, platform: `${process.platform}-${process.arch}`, napi: 6, bytes: 1, added: '2026-01-01T00:00:00Z' };
    writeFileSync(join(folder, 'engine.json'), JSON.stringify(record));
    return module;
  };

  it('is the runtime of this process where it fits, and its folder is where the provider is looked for', async () => {
    const module = add('1.30.0');
    expect(await runtimeFolder()).toBe(module);
    expect(await cudaMissing()).toEqual({ reason: expect.stringContaining(`in ${module}`), fix: expect.stringContaining('archetype engine add ort:cuda') });
  });

  it('is left alone where it does not fit, and it is said why', async () => {
    const module = add('1.29.0');
    expect(await runtimeFolder()).not.toBe(module);
    expect(await cudaMissing()).toMatchObject({ reason: expect.stringMatching(/does not fit: .*1\.29\.0.*1\.30\.0/) });
  });

  it('is not needed: without one it is the installed package', async () => {
    expect(await runtimeFolder()).toMatch(/node_modules.onnxruntime-node$/);
  });
});
