import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';

/** The version of an npm package that can be imported from here, without importing it. */
export async function installedVersion(packageName: string): Promise<string | undefined> {
  try {
    const manifest = createRequire(import.meta.url).resolve(`${packageName}/package.json`);
    return (JSON.parse(await readFile(manifest, 'utf8')) as { readonly version: string }).version;
  } catch {
    return undefined;
  }
}
