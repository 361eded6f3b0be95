import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runWell } from '../command.js';
import { packages, repository } from './packages.js';

/** A user's project with every package installed from its tarball, outside the repository. */
export interface Project {
  readonly folder: string;
  /** Path of each package's tarball, by package name. */
  readonly tarballs: ReadonlyMap<string, string>;
}

interface Packed {
  readonly name: string;
  readonly filename: string;
  readonly integrity: string;
}

/** Old projects are kept for an hour, for a run that may still use them. */
const keptMs = 3_600_000;
const home = join(tmpdir(), `archetype-e2e-${createHash('sha256').update(repository).digest('hex').slice(0, 8)}`);

async function packInto(folder: string): Promise<readonly Packed[]> {
  const unbuilt = packages.filter(({ folder: source }) => !existsSync(join(source, 'dist/index.js')));
  if (unbuilt.length > 0) throw new Error(`not built: ${unbuilt.map(({ name }) => name).join(', ')}; run \`npm run build\` first`);
  const workspaces = packages.flatMap(({ name }) => ['--workspace', name]);
  const { stdout } = await runWell('npm', ['pack', '--json', '--pack-destination', folder, ...workspaces], { cwd: repository });
  const packed = JSON.parse(stdout) as readonly Packed[] | Readonly<Record<string, Packed>>;
  return Object.values(packed);
}

/** The versions of the tools that a TypeScript user brings along. */
function devDependencies(): Readonly<Record<string, string>> {
  const root = JSON.parse(readFileSync(join(repository, 'package.json'), 'utf8')) as { devDependencies: Record<string, string> };
  return Object.fromEntries(['typescript', '@types/node', 'fast-check'].map((name) => [name, root.devDependencies[name] ?? '*']));
}

function removeOldProjects(current: string): void {
  for (const name of readdirSync(home)) {
    const folder = join(home, name);
    if (folder !== current && Date.now() - statSync(folder).mtimeMs > keptMs) rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * Packs every package and installs the tarballs together into an empty project. The project is named by the tarballs'
 * contents and kept, so that the same packages are installed once, whatever Node tests them.
 *
 * @throws Error if a package is not built, or npm fails
 */
export async function packedProject(): Promise<Project> {
  mkdirSync(home, { recursive: true });
  const staging = mkdtempSync(join(home, 'staging-'));
  const packed = await packInto(staging);
  const manifest = {
    name: 'a-users-project',
    private: true,
    type: 'module',
    dependencies: Object.fromEntries(packed.map(({ name, filename }) => [name, `file:${filename}`])),
    devDependencies: devDependencies(),
  };
  const key = createHash('sha256').update(JSON.stringify([manifest, packed.map(({ integrity }) => integrity)])).digest('hex').slice(0, 16);
  const folder = join(home, key);
  if (existsSync(folder)) {
    rmSync(staging, { recursive: true });
  } else {
    writeFileSync(join(staging, 'package.json'), JSON.stringify(manifest, null, 2));
    const install = ['install', '--ignore-scripts', '--prefer-offline', '--no-audit', '--no-fund', '--no-update-notifier'];
    await runWell('npm', install, { cwd: staging, timeoutMs: 280_000 });
    renameSync(staging, folder);
  }
  removeOldProjects(folder);
  return { folder, tarballs: new Map(packed.map(({ name, filename }) => [name, join(folder, filename)])) };
}
