import { ArchetypeError } from '@archetype/spec';
import type { Backend, Engine } from '@archetype/training';
import { createProgram } from './program.js';

const version = '0.1.0';

/** The judge of the other backends: every operation of the step graph in double precision, on one thread. */
export const backend: Backend = {
  name: 'reference',
  devices: ['cpu'],

  async probe(device) {
    if (device === 'cpu') return { engine: 'reference', available: true, version };
    return {
      engine: `reference:${device}`,
      available: false,
      version,
      reason: `the reference engine runs on the CPU only, not on ${device}`,
      fix: 'use `reference`',
    };
  },

  async open(device) {
    const availability = await backend.probe(device);
    if (!availability.available) {
      throw new ArchetypeError({
        code: 'engine-unavailable',
        subject: availability.engine,
        problem: availability.reason,
        remedy: availability.fix,
      });
    }
    return engine;
  },
};

const engine: Engine = {
  name: 'reference',
  environment: { runtime: `reference ${version}`, device: 'cpu', threads: 1, precision: 'float64' },
  compile: async (graphs) => createProgram(graphs),
  // Nothing is held outside the programs.
  dispose: async () => undefined,
};
