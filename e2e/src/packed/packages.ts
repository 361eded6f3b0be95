import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

export const repository = join(import.meta.dirname, '../../..');

export interface PublishedPackage {
  readonly name: string;
  readonly version: string;
  readonly folder: string;
  /** The keys of `exports` that code can import: `.`, `./random`. */
  readonly entryPoints: readonly string[];
  readonly dependencies: readonly string[];
}

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly exports: Readonly<Record<string, unknown>>;
  readonly dependencies?: Readonly<Record<string, string>>;
}

function readPackage(folder: string): PublishedPackage {
  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest;
  return {
    name: manifest.name,
    version: manifest.version,
    folder,
    entryPoints: Object.keys(manifest.exports).filter((key) => !key.endsWith('.json')),
    dependencies: Object.keys(manifest.dependencies ?? {}),
  };
}

/** Every folder under `packages/`. */
export const packages: readonly PublishedPackage[] = readdirSync(join(repository, 'packages')).map((name) => readPackage(join(repository, 'packages', name)));
