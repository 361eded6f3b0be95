import { availableParallelism, cpus } from 'node:os';
import type { Tuned, TuneEvent } from '@archetype/backend-ort';
import { ArchetypeError } from '@archetype/spec';
import type { EngineOptions, StepGraph } from '@archetype/training';
import type { ResolvedEngine } from '../engines/resolve.js';
import { note } from '../terminal/output.js';
import { readTimings, timingsPath, writeTimings, type Measured } from './timings.js';

/** Measures the candidates of a graph's convolutions on this machine, as far as it was not done before, and keeps what it finds. */
export async function tune({ name, version: runtime }: ResolvedEngine, graph: StepGraph, { threads = availableParallelism(), precision = 'fast' }: EngineOptions): Promise<Tuned> {
  const [backendName, device] = name.split(':');
  if (backendName !== 'ort' || device === undefined) throw notTunable(name);
  const { backend } = await import('@archetype/backend-ort');
  const measured: Measured = { processor: cpus()[0]?.model.trim() ?? 'unknown', threads, runtime, engine: name, precision };
  const path = timingsPath(measured);
  const { timings: known, warning } = await readTimings(path);
  if (warning !== undefined) note(`warning: ${warning}`);
  note(`tuning: the candidates of each convolution that are within twice the least estimate, on ${measured.processor}, ${threads} ${threads === 1 ? 'thread' : 'threads'}`);
  const { tuned, timings } = await backend.tune(device, graph, { threads, precision, known, onChosen: (event) => note(describe(event)) });
  try {
    await writeTimings(path, measured, timings);
    note(`tuning: kept in ${path}\n`);
  } catch (error) {
    // What was measured serves this run all the same.
    note(`warning: what was measured is not kept: ${error instanceof Error ? error.message : String(error)}\n`);
  }
  return tuned;
}

const describe = ({ done, total, convolution, chosen, microseconds }: TuneEvent): string =>
  `  ${String(done).padStart(String(total).length)}/${total}  ${convolution}: ${chosen}, ${(microseconds / 1000).toPrecision(3)} ms`;

const notTunable = (engine: string): ArchetypeError =>
  new ArchetypeError({
    code: 'not-tunable',
    subject: '--tune',
    problem: `${engine} has but one way to compute a convolution: there is nothing to measure`,
    remedy: 'leave --tune out, or train on ort:cpu',
  });
