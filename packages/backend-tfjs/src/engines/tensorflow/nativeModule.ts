import { access, readdir } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** Names a native module that was built elsewhere: `ARCHETYPE_TFJS_NODE`, `ARCHETYPE_TFJS_NODE_GPU`. */
const variables = { '@tensorflow/tfjs-node': 'ARCHETYPE_TFJS_NODE', '@tensorflow/tfjs-node-gpu': 'ARCHETYPE_TFJS_NODE_GPU' } as const;

export type NodePackage = keyof typeof variables;

/** Where the native module of the package is: the one that the environment names, or the package's own, if its install script fetched it. */
export async function findNativeModule(packageName: NodePackage): Promise<string | undefined> {
  const named = process.env[variables[packageName]];
  const candidates = named === undefined ? await ownModules(packageName) : [named];
  for (const path of candidates) if (await isThere(path)) return path;
  return undefined;
}

/** `lib/napi-v8/tfjs_binding.node`, or of another version. */
async function ownModules(packageName: string): Promise<readonly string[]> {
  try {
    const lib = join(dirname(createRequire(import.meta.url).resolve(`${packageName}/package.json`)), 'lib');
    return (await readdir(lib)).map((version) => join(lib, version, 'tfjs_binding.node'));
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
