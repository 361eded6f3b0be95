import { existsSync } from 'node:fs';
import { dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';

/**
 * From a file to its path as a repository knows it, with slashes everywhere: from the root that a CI names, or the nearest folder above with
 * a `.git`, or here. A file outside of it keeps its whole path.
 */
export function repositoryPaths(root = rootOf(process.cwd())): (file: string) => string {
  return (file) => {
    const whole = resolve(file);
    const inside = relative(root, whole);
    const outside = inside === '..' || inside.startsWith(`..${sep}`) || isAbsolute(inside);
    return (outside ? whole : inside).split(sep).join('/');
  };
}

function rootOf(folder: string): string {
  const workspace = process.env['GITHUB_WORKSPACE'];
  if (workspace !== undefined && workspace !== '') return resolve(workspace);
  for (let at = folder; ; at = dirname(at)) {
    // A worktree's `.git` is a file.
    if (existsSync(join(at, '.git'))) return at;
    if (dirname(at) === at) return folder;
  }
}
