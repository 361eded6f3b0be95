import type { Availability } from '@archetype/training';
import { coloursOf } from '../terminal/colours.js';
import { BACKEND_NAMES, loadBackend } from './backends.js';

/** Asks every backend for every device, or for those named: what `doctor` and `engine list` both show. */
export async function probeAll(names?: readonly string[]): Promise<readonly Availability[]> {
  const found: Availability[] = [];
  for (const name of BACKEND_NAMES) {
    if (names?.every((each) => !each.startsWith(`${name}:`))) continue;
    const backend = await loadBackend(name);
    const wanted = backend.devices.filter((device) => names?.includes(`${name}:${device}`) ?? true);
    for (const device of wanted) found.push(await backend.probe(device));
  }
  return found;
}

/** An engine a line; for one that is missing why, and how to get it. */
export function describeEngines(engines: readonly Availability[]): string {
  const { bold, dim, green, yellow } = coloursOf(process.stdout);
  const width = Math.max(...engines.map(({ engine }) => engine.length));
  const lines = engines.flatMap((each) => {
    const name = bold(each.engine.padEnd(width));
    if (each.available) return [`${green('here   ')}  ${name}  ${each.version}${each.onlyByName === undefined ? '' : dim(` (only by name: ${each.onlyByName})`)}`];
    return [`${yellow('missing')}  ${name}  ${each.reason}`, `${' '.repeat(9 + width + 2)}${dim(each.fix)}`];
  });
  return lines.join('\n');
}
