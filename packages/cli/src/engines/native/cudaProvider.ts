import { cp, mkdir, readdir, readFile, rename } from 'node:fs/promises';
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
  if (!withoutCard) requireDriver(engine, 'about 2.3 GB over the network and 4 GB on disk');
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
      const names = await moveLibraries(site, binaries, work);
      return {
        module: 'node_modules/onnxruntime-node',
        preload: inOrder(names).map((name) => relative(folder, join(binaries, name))),
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
  const common = createRequire(manifest).resolve('onnxruntime-common/package.json');
  const { version } = JSON.parse(await readFile(manifest, 'utf8')) as { readonly version: string };
  return { version, folder: dirname(manifest), common: dirname(common) };
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

/**
 * The libraries that the provider asks for by name, those first that others need. It has no run path of its own, so that lying beside it
 * is not enough; what cuDNN loads later it looks for beside itself.
 */
const asked = ['libcudart.so', 'libnvrtc.so', 'libnvJitLink.so', 'libcublasLt.so', 'libcublas.so', 'libcurand.so', 'libcufft.so', 'libcudnn.so'];

const inOrder = (names: readonly string[]): readonly string[] => asked.flatMap((start) => names.filter((name) => name.startsWith(start)));
