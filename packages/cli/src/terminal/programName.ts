import { sep } from 'node:path';

/**
 * What the user types to run this program, for the commands that messages suggest: `archetype` where that was typed, and
 * `npx archetype` where it comes from a folder's own packages or from a clone.
 */
export function programName(script = process.argv[1] ?? ''): string {
  return script.endsWith('.js') || script.includes(`node_modules${sep}.bin`) ? 'npx archetype' : 'archetype';
}
