import { describe, expect, it } from 'vitest';
import { explainCuda } from './cudaHere.js';
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
