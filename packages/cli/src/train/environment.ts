import { availableParallelism, cpus, totalmem } from 'node:os';
import type { Engine, EngineOptions, Precision } from '@archetype/training';
import { engineOptions } from '../engines/options.js';
import { version } from '../version.js';
import type { DataRecord } from './data.js';

/** What `environment.json` holds: enough to tell later what a figure came from, and to go on with the run. */
export interface RunEnvironment {
  readonly archetype: string;
  readonly node: string;
  readonly platform: string;
  readonly processor: string;
  readonly cores: number;
  readonly memoryBytes: number;
  /** `ort:cpu`. */
  readonly engine: string;
  /** As asked for; absent when the engine chose. */
  readonly threads?: number;
  /** As asked for; absent when the engine chose. */
  readonly precision?: Precision;
  /** True with `--recompute`. */
  readonly recompute?: boolean;
  /** What measuring chose, with `--tune`: a run goes on as it began. */
  readonly tuned?: Readonly<Record<string, string>>;
  /** What the engine says of itself: runtime, version, device, threads. */
  readonly runtime: Readonly<Record<string, string | number | boolean>>;
  readonly data: DataRecord;
  /** The file that the first weights came from. */
  readonly weights?: string;
  readonly command: readonly string[];
  readonly started: string;
}

export interface EnvironmentParts extends EngineOptions {
  readonly engine: Pick<Engine, 'name' | 'environment'>;
  readonly data: DataRecord;
  readonly weights?: string | undefined;
}

export function environmentOf({ engine, data, weights, ...options }: EnvironmentParts): RunEnvironment {
  return {
    archetype: version(),
    node: process.version,
    platform: `${process.platform}-${process.arch}`,
    processor: cpus()[0]?.model.trim() ?? 'unknown',
    cores: availableParallelism(),
    memoryBytes: totalmem(),
    engine: engine.name,
    ...engineOptions(options),
    runtime: engine.environment,
    data,
    ...(weights !== undefined && { weights }),
    command: ['archetype', ...process.argv.slice(2)],
    started: new Date().toISOString(),
  };
}
