import type { Engine } from '@archetype/training';
import type { Device } from './device.js';
import { createProgram } from './program.js';

/** An opened device as an engine: disposing it disposes its programs too. */
export function createEngine(device: Device): Engine {
  const programs = new Set<Awaited<ReturnType<Engine['compile']>>>();
  return {
    name: `tfjs:${device.name}`,
    environment: device.environment,
    async compile(graphs) {
      const program = createProgram(graphs, device, () => programs.delete(program));
      programs.add(program);
      return program;
    },
    async dispose() {
      await Promise.all(Array.from(programs, (program) => program.dispose()));
      await device.dispose();
    },
  };
}
