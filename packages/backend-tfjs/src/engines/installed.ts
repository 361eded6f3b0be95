import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { Found } from '../createBackend.js';

/** Whether the npm packages that bring a device are here, the first of which gives it its version. */
export async function findPackages(names: readonly [string, ...string[]]): Promise<Found> {
  const versions = await Promise.all(names.map(installedVersion));
  const absent = names.filter((_, index) => versions[index] === undefined);
  return absent.length === 0
    ? { version: versions[0]! }
    : { reason: `not installed: ${absent.join(' and ')}`, fix: `npm install ${absent.join(' ')}` };
}

/** The version of an npm package that can be imported from here, without importing it. */
async function installedVersion(packageName: string): Promise<string | undefined> {
  try {
    const manifest = createRequire(import.meta.url).resolve(`${packageName}/package.json`);
    return (JSON.parse(await readFile(manifest, 'utf8')) as { readonly version: string }).version;
  } catch {
    return undefined;
  }
}
