import { access, mkdir } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { execute } from './execute.js';
import type { Work } from './plan.js';
import { diskFull, failedStep, offline, saysDiskFull, saysOffline } from './refusals.js';

/**
 * The folder of a published package of exactly this version: the one that is installed beside `from`, if its file `proof` is there,
 * else fetched with the user's own npm. None of its scripts run.
 */
export async function packageFolder(engine: string, name: string, version: string, proof: string, from: string, work: Work): Promise<string> {
  const installed = await installedFolder(name, version, proof, from);
  if (installed !== undefined) return installed;
  work.step(`fetching ${name} ${version} with npm`);
  const folder = join(work.scratch, name.replaceAll('/', '-'));
  await mkdir(folder, { recursive: true });
  const packed = await execute('npm', ['pack', `${name}@${version}`, '--ignore-scripts', '--silent', '--pack-destination', folder], { signal: work.signal, folder });
  if (packed.code !== 0) throw npmFailure(engine, `${name} ${version}`, folder, packed);
  const archive = packed.stdout.trim().split('\n').at(-1)!;
  const unpacked = await execute('tar', ['-xzf', archive, '-C', folder], { signal: work.signal, folder });
  if (unpacked.code !== 0) throw npmFailure(engine, archive, folder, unpacked);
  return join(folder, 'package');
}

/** The folder of an installed package that has this version and this file. */
export async function installedFolder(name: string, version: string, proof: string, from: string): Promise<string | undefined> {
  try {
    const require = createRequire(from);
    const manifest = require.resolve(`${name}/package.json`);
    if ((require(manifest) as { readonly version: string }).version !== version) return undefined;
    await access(join(dirname(manifest), proof));
    return dirname(manifest);
  } catch {
    return undefined;
  }
}

function npmFailure(engine: string, what: string, folder: string, { code, output }: { readonly code: number | 'ENOENT'; readonly output: string }): Error {
  if (code === 'ENOENT') return failedStep(engine, `npm (or tar) is not found to fetch ${what} with`, '', 'install npm, which comes with Node');
  if (saysDiskFull(output)) return diskFull(engine, folder, 10e6);
  if (saysOffline(output)) return offline(engine, what, output);
  return failedStep(engine, `${what} could not be fetched`, output, 'see what npm says above');
}
