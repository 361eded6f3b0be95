import { runtimeFolder } from './native.js';
import type { Missing } from './runtime.js';
import { tryProvider } from './tryProvider.js';

/** Why the bundled WebGPU provider finds nothing to run on. */
export async function webgpuMissing(): Promise<Missing | undefined> {
  const said = await tryProvider(await runtimeFolder(), 'webgpu');
  return said === undefined ? undefined : explainWebgpu(said);
}

export function explainWebgpu(said: string): Missing {
  if (/libvulkan\.so/.test(said)) {
    return { reason: 'WebGPU needs Vulkan, and there is no libvulkan.so.1', fix: 'install the Vulkan loader (Debian, Ubuntu: libvulkan1) and the driver of your graphics card' };
  }
  if (/adapter/i.test(said)) {
    return { reason: 'WebGPU finds no graphics adapter', fix: 'install the driver of your graphics card, with Vulkan on Linux; vulkaninfo --summary must list it' };
  }
  return { reason: `the WebGPU provider does not run: ${lastLine(said)}`, fix: 'use ort:cpu' };
}

const lastLine = (text: string): string => text.trim().split('\n').at(-1)!;
