import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { OutsideLibrary } from '@archetype/training/added-engines';
import { findCompiler, type Compiler } from './compiler.js';
import { execute } from './execute.js';
import { packageFolder } from './npmPackage.js';
import type { Plan, PlanOptions, Work } from './plan.js';
import { requireDriver, requireLinuxGlibc } from './platform.js';
import { findFetcher, findPython, findTensorflow, type FoundTensorflow, type WheelFetcher } from './python.js';
import { diskFull, failedStep, noPip, noPython, saysDiskFull } from './refusals.js';
import { fetchWheels } from './wheels.js';

interface Variant {
  readonly engine: 'tfjs:node' | 'tfjs:node-gpu';
  /** The npm package that holds the sources of the native module. */
  readonly source: '@tensorflow/tfjs-node' | '@tensorflow/tfjs-node-gpu';
  readonly wheel: 'tensorflow-cpu' | 'tensorflow';
  /** Bytes to fetch and to hold meanwhile. */
  readonly fetched: number;
  readonly needed: number;
}

const node: Variant = { engine: 'tfjs:node', source: '@tensorflow/tfjs-node', wheel: 'tensorflow-cpu', fetched: 250e6, needed: 2.2e9 };
const gpu: Variant = { engine: 'tfjs:node-gpu', source: '@tensorflow/tfjs-node-gpu', wheel: 'tensorflow', fetched: 600e6, needed: 4e9 };
/** What `tensorflow[and-cuda]` brings besides. */
const cuda = { fetched: 2.6e9, needed: 9e9 };

/** The versions that were tried together; a TensorFlow that is there already may be another. */
const versions = { package: '4.22.0', tensorflow: '2.21.0', headers: '1.9.0' } as const;
const napi = 8;
const library = 'libtensorflow_cc.so.2';
const libraries = [library, 'libtensorflow_framework.so.2'] as const;

export const planNode = (options: PlanOptions): Promise<Plan> => planBinding(node, options);

export async function planNodeGpu(options: PlanOptions): Promise<Plan> {
  requireLinuxGlibc(gpu.engine, ['x64']);
  if (!options.withoutCard) requireDriver(gpu.engine, 'about 3.2 GB over the network and 5.7 GB on disk');
  return planBinding(gpu, options);
}

/**
 * The two C++ files of the published npm package, compiled against TensorFlow's C library: that of a Python's TensorFlow that is here
 * already, else that of the wheel, fetched with the user's own pip or uv. Everything that can be missing is looked for first.
 */
async function planBinding(variant: Variant, { signal }: PlanOptions): Promise<Plan> {
  const { engine, wheel } = variant;
  requireLinuxGlibc(engine, ['x64', 'arm64']);
  const compiler = await findCompiler(engine, signal);
  const python = await findPython(signal);
  const found = python === undefined ? undefined : await findTensorflow(python, signal);
  const says = [`compiler: ${compiler.join(' ')}`];
  if (found !== undefined && fits(found, variant)) {
    says.push(`TensorFlow ${found.version} of ${found.python}: ${found.folder}`);
    return {
      id: idOf(found.version),
      says,
      fetched: 0,
      needed: 20e6,
      async build(folder, work) {
        await compile(variant, compiler, { tensorflow: found.folder, runPath: found.folder, folder }, work);
        return { ...recordOf(variant, found.version), outside: await outsideLibrary(join(found.folder, library)) };
      },
    };
  }
  if (found !== undefined) says.push(`TensorFlow ${found.version} in ${found.folder} does not serve: ${misfit(found, variant)}`);
  const fetcher = await findFetcher(python, signal);
  if (fetcher === undefined) throw python === undefined ? noPython(engine) : noPip(engine, python);
  const withCuda = variant === gpu;
  const sizes = withCuda ? { fetched: gpu.fetched + cuda.fetched, needed: gpu.needed + cuda.needed } : variant;
  says.push(`TensorFlow ${versions.tensorflow}: the wheel ${wheel}, fetched with ${fetcher.name}${withCuda ? ', with the libraries of CUDA that it names' : ''}`);
  return {
    id: idOf(versions.tensorflow),
    says,
    ...sizes,
    async build(folder, work) {
      const site = join(work.scratch, 'site-packages');
      await fetchWheels({ engine, fetcher, wheels: [`${wheel}==${versions.tensorflow}`], folder: site, fetched: variant.fetched, needed: sizes.needed }, work);
      if (withCuda) await fetchCuda(engine, fetcher, site, work);
      await compile(variant, compiler, { tensorflow: join(site, 'tensorflow'), runPath: '$ORIGIN/site-packages/tensorflow', folder }, work);
      await keepLibraries(site, join(folder, 'site-packages'));
      return recordOf(variant, versions.tensorflow);
    },
  };
}

const idOf = (tensorflow: string): string => `tfjs${versions.package}-tensorflow${tensorflow}-napi${napi}-${process.platform}-${process.arch}`;

const recordOf = ({ source }: Variant, tensorflow: string) => ({
  module: 'tfjs_binding.node',
  versions: { [source]: versions.package, tensorflow },
  platform: `${process.platform}-${process.arch}`,
  napi,
});

const fits = (found: FoundTensorflow, variant: Variant): boolean => misfit(found, variant) === undefined;

function misfit({ folder, cuda: withCuda }: FoundTensorflow, variant: Variant): string | undefined {
  const absent = [...libraries, 'include/tensorflow/c/c_api.h'].find((file) => !existsSync(join(folder, file)));
  if (absent !== undefined) return `it lacks ${absent}`;
  return variant === gpu && !withCuda ? 'it was made without CUDA' : undefined;
}

interface Places {
  /** Where TensorFlow's libraries and its `include` are now. */
  readonly tensorflow: string;
  /** Where the native module will look for the libraries. */
  readonly runPath: string;
  readonly folder: string;
}

async function compile({ engine, source }: Variant, [program, ...before]: Compiler, { tensorflow, runPath, folder }: Places, work: Work): Promise<void> {
  const sources = await packageFolder(engine, source, versions.package, 'binding/tfjs_backend.cc', backendManifest(), work);
  const headers = await nodeHeaders(engine, work);
  work.step('compiling the native module');
  const include = [headers, join(tensorflow, 'include'), sources, join(sources, 'binding')].map((path) => `-I${path}`);
  const files = ['tfjs_backend.cc', 'tfjs_binding.cc'].map((name) => join(sources, 'binding', name));
  const link = [`-L${tensorflow}`, ...libraries.map((name) => `-l:${name}`), '-Xlinker', '-rpath', '-Xlinker', runPath];
  const { code, output } = await execute(
    program,
    [...before, '-std=c++17', '-O2', '-fPIC', '-shared', `-DNAPI_VERSION=${napi}`, ...include, '-o', join(folder, 'tfjs_binding.node'), ...files, ...link],
    { signal: work.signal, environment: { TMPDIR: work.scratch } },
  );
  if (code === 0) return;
  if (saysDiskFull(output)) throw diskFull(engine, folder, 20e6);
  throw failedStep(engine, `${[program, ...before].join(' ')} could not compile the native module`, output, 'see what the compiler says above: g++ 9 or clang 10 and later know C++17; CXX names another one');
}

/** Where `@archetype/backend-tfjs` finds its packages. */
const backendManifest = (): string => import.meta.resolve('@archetype/backend-tfjs/package.json');

/** The headers that came with this Node, else those of the npm package. */
async function nodeHeaders(engine: string, work: Work): Promise<string> {
  const own = join(dirname(process.execPath), '..', 'include', 'node');
  if (existsSync(join(own, 'node_api.h'))) return own;
  return join(await packageFolder(engine, 'node-api-headers', versions.headers, 'include/node_api.h', backendManifest(), work), 'include');
}

/** Of some 15,000 files, the libraries and what lies beside them for them. */
async function keepLibraries(from: string, to: string): Promise<void> {
  await mkdir(join(to, 'tensorflow'), { recursive: true });
  for (const name of libraries) await rename(join(from, 'tensorflow', name), join(to, 'tensorflow', name));
  for (const name of await readdir(from)) if (name === 'nvidia' || name.endsWith('.libs')) await rename(join(from, name), join(to, name));
}

/** The wheels that `tensorflow[and-cuda]` names. */
async function fetchCuda(engine: string, fetcher: WheelFetcher, site: string, work: Work): Promise<void> {
  const metadata = await readFile(join(site, `tensorflow-${versions.tensorflow}.dist-info`, 'METADATA'), 'utf8');
  const wheels = [...metadata.matchAll(/^Requires-Dist: (nvidia[^;\n]*);[^\n]*extra == ["']and-cuda["']/gm)].map(([, requirement]) => requirement!.replace(/[\s()]/g, ''));
  await fetchWheels({ engine, fetcher, wheels, folder: site, fetched: cuda.fetched, needed: cuda.needed }, work);
}

async function outsideLibrary(path: string): Promise<OutsideLibrary> {
  const { size, mtimeMs } = await stat(path);
  return { path, bytes: size, modified: mtimeMs };
}
