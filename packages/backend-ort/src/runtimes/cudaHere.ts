import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { addedRuntimes, runtimeFolder } from './native.js';
import type { Missing } from './runtime.js';
import { tryProvider } from './tryProvider.js';

const PROVIDER = process.platform === 'win32' ? 'onnxruntime_providers_cuda.dll' : 'libonnxruntime_providers_cuda.so';
const ADD = 'archetype engine add ort:cuda';

/** Why the CUDA provider cannot be used: it is not there, a library that it needs is not, or there is no card. */
export async function cudaMissing(): Promise<Missing | undefined> {
  const folder = await runtimeFolder();
  const libraries = await librariesOf(folder);
  if (!existsSync(join(libraries, PROVIDER))) {
    const unfit = (await addedRuntimes())[0]?.unfit;
    return {
      reason: unfit === undefined ? `the CUDA provider is not there: no ${PROVIDER} in ${libraries}` : `an engine that was added does not fit: ${unfit}`,
      fix: `${ADD} (Linux x64; about 2.3 GB to fetch)`,
    };
  }
  const said = await tryProvider(folder, 'cuda');
  return said === undefined ? undefined : explainCuda(said);
}

/** Where onnxruntime-node has its libraries for this machine: `bin/napi-v6/linux/x64`. */
async function librariesOf(folder: string): Promise<string> {
  const [version = 'napi-v6'] = await readdir(join(folder, 'bin')).catch(() => []);
  return join(folder, 'bin', version, process.platform, process.arch);
}

export function explainCuda(said: string): Missing {
  const library = /(lib[\w.-]+\.so[\d.]*): cannot open shared object file/.exec(said)?.[1];
  if (library === 'libcuda.so.1') return { reason: 'there is no NVIDIA driver: libcuda.so.1 is missing', fix: 'install the driver of your NVIDIA card, for CUDA 13 (580 or later)' };
  if (library !== undefined) {
    return { reason: `the CUDA provider is there, but ${library} is not on the loader's path`, fix: `${ADD} brings CUDA 13 and cuDNN 9; or put them on LD_LIBRARY_PATH` };
  }
  if (/driver version is insufficient|error 35\b|CUDA failure 35\b/i.test(said)) {
    return { reason: 'the NVIDIA driver is missing or too old for CUDA 13', fix: 'install the driver of your NVIDIA card, for CUDA 13 (580 or later); nvidia-smi must list the card' };
  }
  if (/no CUDA-capable device|CUDA failure 100\b/i.test(said)) {
    return { reason: 'CUDA finds no NVIDIA card', fix: 'nvidia-smi must list one; in a container, it must be handed in (--gpus all)' };
  }
  return { reason: `the CUDA provider does not run: ${said.trim().split('\n').at(-1)}`, fix: `nvidia-smi must list a card; ${ADD} puts the provider there anew` };
}
