import { access, readdir } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { addedEngines } from '@archetype/training/added-engines';

export type NativeDevice = 'node' | 'node-gpu';

/** What a native module is for: the device, its npm package, and the variable that names a module built elsewhere. */
const variants = {
  node: { engine: 'tfjs:node', packageName: '@tensorflow/tfjs-node', variable: 'ARCHETYPE_TFJS_NODE' },
  'node-gpu': { engine: 'tfjs:node-gpu', packageName: '@tensorflow/tfjs-node-gpu', variable: 'ARCHETYPE_TFJS_NODE_GPU' },
} as const satisfies Readonly<Record<NativeDevice, object>>;

/** The version of the npm packages whose native module is spoken to here. */
const packageVersion = '4.22.0';

/** A native module that can be loaded, or why there is none. */
type NativeModule = { readonly path: string; readonly version: string } | { readonly reason: string };

/**
 * The native module of a device: the one that the environment names, else the one that `archetype engine add` built,
 * else the published one, if the package's install script could fetch it.
 */
export async function findNativeModule(device: NativeDevice): Promise<NativeModule> {
  const { engine, packageName, variable } = variants[device];
  const named = process.env[variable];
  if (named) return (await isThere(named)) ? { path: resolve(named), version: packageVersion } : { reason: `${variable} names ${named}, which is not there` };
  const [added] = await addedEngines(engine, { [packageName]: packageVersion });
  if (added !== undefined && added.unfit === undefined) return { path: added.modulePath, version: `TensorFlow ${added.versions['tensorflow']}` };
  const [published] = await publishedModules(packageName);
  if (published !== undefined) return { path: published, version: `${packageName} ${packageVersion}` };
  if (added?.unfit !== undefined) return { reason: `the one in ${added.folder} cannot be used: ${added.unfit}` };
  return { reason: 'TensorFlow has not been added' };
}

/** `lib/napi-v8/tfjs_binding.node` of the package, for the Node-API of this Node or an earlier one, the latest first; with its TensorFlow. */
async function publishedModules(packageName: string): Promise<readonly string[]> {
  try {
    const folder = dirname(createRequire(import.meta.url).resolve(`${packageName}/package.json`));
    if ((await readdir(join(folder, 'deps', 'lib'))).length === 0) return [];
    const versions = (await readdir(join(folder, 'lib'))).map((name) => Number(/^napi-v(\d+)$/.exec(name)?.[1]));
    const fitting = versions.filter((version) => version <= Number(process.versions['napi'])).toSorted((a, b) => b - a);
    const paths = fitting.map((version) => join(folder, 'lib', `napi-v${version}`, 'tfjs_binding.node'));
    const there = await Promise.all(paths.map(isThere));
    return paths.filter((_, index) => there[index]);
  } catch {
    return [];
  }
}

function isThere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
