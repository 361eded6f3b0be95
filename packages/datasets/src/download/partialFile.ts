import { createHash, randomBytes } from 'node:crypto';
import { readdir, rename, rm, stat } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';

/**
 * What has been received of a file lies beside its final place, in a file of its own for each process:
 * `NAME.OWNER.part`, the owner `HOST-PID-RANDOM`, or `released-RANDOM` when its process gave up. The next process takes
 * over what nobody works on, by renaming it, which only one can.
 */

const host = createHash('sha256').update(hostname()).digest('hex').slice(0, 8);
const random = () => randomBytes(4).toString('hex');

/** A live download writes at least once in its stall limit, far less than this. */
const abandonedAfterMs = 10 * 60 * 1000;

/** The path of a partial file that is ours: one taken over, the longest first, or the name of a new one. */
export async function claimPartialFile(directory: string, name: string): Promise<string> {
  const own = join(directory, `${name}.${host}-${process.pid}-${random()}.part`);
  const [longest, ...others] = await abandonedFiles(directory, name);
  // What cannot be removed or was taken by another process does no harm.
  await Promise.all(others.map(({ path }) => rm(path, { force: true }).catch(() => undefined)));
  if (longest !== undefined) await rename(longest.path, own).catch(() => undefined);
  return own;
}

/** Leaves a partial file for whoever comes next; an empty one is removed. */
export async function releasePartialFile(path: string, directory: string, name: string): Promise<void> {
  const size = await stat(path).then(
    (found) => found.size,
    () => 0,
  );
  if (size > 0) await rename(path, join(directory, `${name}.released-${random()}.part`));
  else await rm(path, { force: true });
}

async function abandonedFiles(directory: string, name: string): Promise<readonly { path: string; size: number }[]> {
  const entries = await readdir(directory);
  const candidates = entries.filter((entry) => entry.startsWith(`${name}.`) && entry.endsWith('.part'));
  const found = await Promise.all(
    candidates.map(async (entry) => {
      const path = join(directory, entry);
      // Another process may finish or take it between the listing and here.
      const file = await stat(path).catch(() => undefined);
      if (file === undefined) return undefined;
      const owner = entry.slice(name.length + 1, -'.part'.length);
      const abandoned = !isAtWork(owner) || Date.now() - file.mtimeMs > abandonedAfterMs;
      return abandoned ? { path, size: file.size } : undefined;
    }),
  );
  return found.filter((each) => each !== undefined).toSorted((a, b) => b.size - a.size);
}

/** Whether the owner may still write. Of a process on another host that cannot be known. */
function isAtWork(owner: string): boolean {
  if (owner.startsWith('released-')) return false;
  const [ownerHost, pid] = owner.split('-');
  if (ownerHost !== host) return true;
  try {
    process.kill(Number(pid), 0);
    return true;
  } catch (error) {
    // EPERM: it runs, as another user.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
