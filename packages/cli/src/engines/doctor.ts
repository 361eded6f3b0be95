import { availableParallelism, totalmem, cpus } from 'node:os';
import type { Availability } from '@archetype/training';
import { coloursOf } from '../terminal/colours.js';
import { print, printJson } from '../terminal/output.js';
import { bytes } from '../terminal/quantities.js';
import { BACKEND_NAMES, loadBackend } from './backends.js';

/** Probes every device of every backend and says what is here and how to get the rest. Exit 1 when nothing can train. */
export async function examine(json: boolean): Promise<void> {
  const engines = await probeAll();
  if (engines.every(({ available }) => !available)) process.exitCode = 1;
  if (json) printJson({ node: process.version, platform: `${process.platform}-${process.arch}`, engines });
  else print(describe(engines));
}

async function probeAll(): Promise<readonly Availability[]> {
  const found: Availability[] = [];
  for (const name of BACKEND_NAMES) {
    const backend = await loadBackend(name);
    for (const device of backend.devices) found.push(await backend.probe(device));
  }
  return found;
}

function describe(engines: readonly Availability[]): string {
  const { bold, dim, green, yellow } = coloursOf(process.stdout);
  const width = Math.max(...engines.map(({ engine }) => engine.length));
  const lines = engines.flatMap((each) => {
    const name = bold(each.engine.padEnd(width));
    if (each.available) return [`${green('here   ')}  ${name}  ${each.version}`];
    return [`${yellow('missing')}  ${name}  ${each.reason}`, `${' '.repeat(9 + width + 2)}${dim(each.fix)}`];
  });
  const processor = cpus()[0]?.model.trim() ?? 'unknown processor';
  const machine = `Node ${process.version} on ${process.platform}-${process.arch}; ${processor}, ${availableParallelism()} threads, ${bytes(totalmem())} memory`;
  return [...lines, '', dim(machine)].join('\n');
}
