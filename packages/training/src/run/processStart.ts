import { readFileSync } from 'node:fs';

/**
 * When a process began, as a text that is equal only for the same process; undefined where the system does not tell (elsewhere than on Linux),
 * and for a process that is dead but not yet buried by its parent.
 *
 * Source: proc_pid_stat(5): field 2 is the name in parentheses, which may hold anything, 3 the state, 22 the start in ticks since boot.
 */
export function processStart(pid: number): string | undefined {
  let stat: string;
  try {
    stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  } catch {
    return undefined;
  }
  const [state, ...rest] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return state === 'Z' || state === 'X' ? undefined : rest[18];
}
