import { availableParallelism } from 'node:os';
import { ArchetypeError } from '@archetype/spec';
import type { Availability, Backend, Engine, EngineOptions } from '@archetype/training';
import type { Precision } from './choose/convolutions.js';
import { devices } from './devices/devices.js';
import type { Device, DeviceName } from './devices/devices.js';
import { createProgram } from './program.js';
import { openRuntime, probeRuntime } from './runtime.js';

export interface OrtOptions extends EngineOptions {
  /**
   * Whether convolutions may be written by Winograd's filtering, whose rounding errors are larger than those of a direct sum.
   * @defaultValue 'fast'
   */
  readonly precision?: Precision;
}

export interface OrtBackend extends Backend {
  open(device: string, options?: OrtOptions): Promise<Engine>;
}

/** Training on stock ONNX Runtime. */
export const backend: OrtBackend = {
  name: 'ort',
  devices: Object.keys(devices),

  async probe(device): Promise<Availability> {
    deviceNamed(device);
    return (await probeRuntime(`ort:${device}`)).availability;
  },

  async open(name, { threads = availableParallelism(), precision = 'fast' } = {}) {
    const device = deviceNamed(name);
    const { runtime, version } = await openRuntime(`ort:${name}`);
    return {
      name: `ort:${name}`,
      environment: { runtime: version, device: name, threads, precision },
      compile: async (graphs) => createProgram(graphs, { runtime, device, precision, threads }),
      dispose: async () => {},
    };
  },
};

function deviceNamed(name: string): Device {
  if (Object.hasOwn(devices, name)) return devices[name as DeviceName];
  throw new ArchetypeError({
    code: 'unknown-device',
    subject: `ort:${name}`,
    problem: `the ort backend has no device "${name}"`,
    remedy: `use ${Object.keys(devices).map((known) => `ort:${known}`).join(' or ')}`,
  });
}
