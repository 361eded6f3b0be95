import { ArchetypeError } from '@archetype/spec';
import type { Availability, Backend, Engine } from '@archetype/training';
import type { Precision } from './choose/convolutions.js';
import type { Device } from './devices/device.js';
import { createProgram } from './program.js';
import type { LoadedRuntime, Missing, RuntimeOptions, RuntimeSource } from './runtimes/runtime.js';

export interface OrtOptions extends RuntimeOptions {
  /**
   * Whether convolutions may be written by Winograd's filtering, whose rounding errors are larger than those of a direct sum.
   * @defaultValue 'fast'
   */
  readonly precision?: Precision;
}

export interface OrtBackend extends Backend {
  open(device: string, options?: OrtOptions): Promise<Engine>;
}

/** A device, and the build of ONNX Runtime that has it. */
export interface DeviceHere {
  readonly device: Device;
  readonly source: RuntimeSource;
}

/** Training on stock ONNX Runtime, on the devices that there are in this surrounding, the preferred first. */
export function createBackend(here: Readonly<Record<string, DeviceHere>>): OrtBackend {
  const deviceNamed = (name: string): DeviceHere => {
    if (Object.hasOwn(here, name)) return here[name]!;
    throw unknownDevice(name, Object.keys(here));
  };

  return {
    name: 'ort',
    devices: Object.keys(here),

    async probe(name): Promise<Availability> {
      const loaded = await deviceNamed(name).source.load();
      const engine = `ort:${name}`;
      return isLoaded(loaded) ? { engine, available: true, version: loaded.version } : { engine, available: false, ...loaded };
    },

    async open(name, options = {}) {
      const { device, source } = deviceNamed(name);
      const { precision = 'fast' } = options;
      const loaded = await source.load();
      if (!isLoaded(loaded)) throw unavailable(name, loaded);
      const { runtime, version } = loaded;
      const threads = source.threads(runtime, `ort:${name}`, options);
      return {
        name: `ort:${name}`,
        environment: { runtime: version, device: name, threads, precision },
        compile: async (graphs) => createProgram(graphs, { runtime, device, precision, threads }),
        dispose: async () => {},
      };
    },
  };
}

const isLoaded = (found: LoadedRuntime | Missing): found is LoadedRuntime => 'runtime' in found;

const unavailable = (device: string, { reason, fix }: Missing): ArchetypeError =>
  new ArchetypeError({ code: 'engine-unavailable', subject: `ort:${device}`, problem: reason, remedy: fix });

const unknownDevice = (name: string, known: readonly string[]): ArchetypeError =>
  new ArchetypeError({
    code: 'unknown-device',
    subject: `ort:${name}`,
    problem: `the ort backend has no device "${name}" here`,
    remedy: `use ${known.map((each) => `ort:${each}`).join(' or ')}`,
  });
