import { availableParallelism, totalmem, cpus } from 'node:os';
import type { Availability } from '@archetype/training';
import { coloursOf } from '../terminal/colours.js';
import { print, printJson } from '../terminal/output.js';
import { bytes } from '../terminal/quantities.js';
import { describeOperations, operationsJson } from './describeOperations.js';
import { operationTables } from './operations.js';
import { describeEngines, probeAll } from './probe.js';

/** Probes every device of every backend and says what is here and how to get the rest. Exit 1 when nothing can train. */
export async function examine(json: boolean): Promise<void> {
  const engines = await probeAll();
  if (engines.every(({ available }) => !available)) process.exitCode = 1;
  if (json) printJson({ node: process.version, platform: `${process.platform}-${process.arch}`, engines });
  else print(describe(engines));
}

/** Which operation of a training step each engine runs, whether it is here or not. */
export async function examineOperations(json: boolean): Promise<void> {
  const tables = await operationTables();
  if (json) printJson(operationsJson(tables));
  else print(describeOperations(tables));
}

function describe(engines: readonly Availability[]): string {
  const { dim } = coloursOf(process.stdout);
  const processor = cpus()[0]?.model.trim() ?? 'unknown processor';
  const machine = `Node ${process.version} on ${process.platform}-${process.arch}; ${processor}, ${availableParallelism()} threads, ${bytes(totalmem())} memory`;
  return [describeEngines(engines), '', dim(machine)].join('\n');
}
