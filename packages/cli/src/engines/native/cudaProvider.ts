import { cp, mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import type { Plan, PlanOptions, Work } from './plan.js';
import { requireDriver, requireLinuxGlibc } from './platform.js';
import { findFetcher, findPython } from './python.js';
import { failedStep, noPip, noPython } from './refusals.js';
import { fetchWheels } from './wheels.js';

const engine = 'ort:cuda';
const sizes = { fetched: 2.3e9, needed: 9e9 };

/** What the provider is linked against, in the versions that its wheel asks for. */
const cudaWheels = [
  'nvidia-cublas~=13.0',
  'nvidia-cuda-nvrtc~=13.0',
  'nvidia-cuda-runtime~=13.0',
  'nvidia-cudnn-cu13~=9.0',
  'nvidia-cufft~=12.0',
  'nvidia-curand~=10.0',
  'nvidia-nvjitlink~=13.0',
] as const;
const providers = ['libonnxruntime_providers_cuda.so', 'libonnxruntime_providers_shared.so'] as const;

/**
 * A copy of the `onnxruntime-node` in use, and beside its library the CUDA provider of the Python wheel of the same version, where the
 * runtime looks for it, with the libraries that it needs.
 */
export async function planCuda({ signal, withoutCard }: PlanOptions): Promise<Plan> {
  requireLinuxGlibc(engine, ['x64']);
  if (!withoutCard) requireDriver(engine, 'about 2.3 GB over the network and 2.5 GB on disk');
  const python = await findPython(signal);
  const fetcher = await findFetcher(python, signal);
  if (fetcher === undefined) throw python === undefined ? noPython(engine) : noPip(engine, python);
  const runtime = await runtimePackage();
  return {
    id: `onnxruntime${runtime.version}-${process.platform}-${process.arch}`,
    says: [`ONNX Runtime ${runtime.version}: its CUDA provider from the wheel onnxruntime-gpu, and CUDA 13 with cuDNN 9, fetched with ${fetcher.name}`],
    ...sizes,
    async build(folder, work) {
      const modules = join(folder, 'node_modules');
      const binaries = await copyRuntime(runtime, modules);
      const site = join(work.scratch, 'site-packages');
      const wheels = [`onnxruntime-gpu==${runtime.version}`, ...cudaWheels];
      await fetchWheels({ engine, fetcher, wheels, folder: site, ...sizes }, work);
      work.step('putting the libraries beside the runtime');
      await loadBeforehand(join(modules, 'onnxruntime-node'), binaries, await moveLibraries(site, binaries, work));
      return {
        module: 'node_modules/onnxruntime-node',
        versions: { 'onnxruntime-node': runtime.version },
        platform: `${process.platform}-${process.arch}`,
        napi: 6,
      };
    },
  };
}

interface RuntimePackage {
  readonly version: string;
  readonly folder: string;
  /** `onnxruntime-common`, which it imports. */
  readonly common: string;
}

async function runtimePackage(): Promise<RuntimePackage> {
  const manifest = createRequire(import.meta.resolve('@archetype/backend-ort/package.json')).resolve('onnxruntime-node/package.json');
  const common = folderOf('onnxruntime-common', createRequire(manifest).resolve('onnxruntime-common'));
  const { version } = JSON.parse(await readFile(manifest, 'utf8')) as { readonly version: string };
  return { version, folder: dirname(manifest), common };
}

/** The folder of a package that does not export its manifest, by one of its files. */
function folderOf(name: string, file: string): string {
  const folder = join('node_modules', name);
  return file.slice(0, file.lastIndexOf(folder) + folder.length);
}

/** Copies what is loaded, and of the binaries those for this machine; gives the folder of those. */
async function copyRuntime({ folder, common }: RuntimePackage, modules: string): Promise<string> {
  const to = join(modules, 'onnxruntime-node');
  const [version] = await readdir(join(folder, 'bin'));
  const binaries = join('bin', version!, process.platform, process.arch);
  await mkdir(join(to, binaries), { recursive: true });
  for (const name of ['package.json', 'dist', binaries]) await cp(join(folder, name), join(to, name), { recursive: true });
  await cp(common, join(modules, 'onnxruntime-common'), { recursive: true });
  return join(to, binaries);
}

/** Gives the names of the libraries of CUDA and cuDNN. */
async function moveLibraries(site: string, to: string, { signal }: Work): Promise<readonly string[]> {
  const files = await readdir(site, { recursive: true });
  for (const name of providers) {
    const path = join('onnxruntime', 'capi', name);
    if (!files.includes(path)) throw failedStep(engine, `the wheel onnxruntime-gpu has no ${path}`, '', 'tell us which version it is: its layout has changed');
    await rename(join(site, path), join(to, name));
  }
  const names: string[] = [];
  for (const path of files) {
    signal.throwIfAborted();
    const name = /^nvidia\/.*\/(lib[^/]*\.so[.\d]*)$/.exec(path)?.[1];
    if (name === undefined) continue;
    await rename(join(site, path), join(to, name));
    names.push(name);
  }
  return names;
}

/** The libraries that the provider asks for by name, those first that others need. */
const asked = ['libcudart.so', 'libnvrtc.so', 'libnvJitLink.so', 'libcublasLt.so', 'libcublas.so', 'libcurand.so', 'libcufft.so', 'libcudnn.so'];

/**
 * Makes the copy bring those libraries into the process before its own. The provider has no run path, so that lying beside it is not
 * enough, and the loader's path is read when a process starts; but a library that is loaded already is found by its name. Node opens each
 * as if it were a native module, finds that it is none, and closes it again, which the flag RTLD_NODELETE (0x1000) makes an open without end.
 */
export async function loadBeforehand(runtime: string, binaries: string, names: readonly string[]): Promise<void> {
  const ordered = asked.flatMap((start) => names.filter((name) => name.startsWith(start)));
  const entry = join(runtime, 'dist', 'binding.js');
  const lines = [
    "'use strict';",
    '// Added by archetype engine add ort:cuda. What cannot be loaded, the provider names when it is asked for.',
    `for (const name of ${JSON.stringify(ordered)}) {`,
    `  try { process.dlopen({ exports: {} }, require('node:path').join(__dirname, ${JSON.stringify(relative(join(runtime, 'dist'), binaries))}, name), 0x1001); } catch {}`,
    '}',
  ];
  await writeFile(entry, `${lines.join('\n')}\n${await readFile(entry, 'utf8')}`);
}
