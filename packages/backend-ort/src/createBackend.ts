import { ArchetypeError } from '@archetype/spec';
import type { Availability, Backend, Engine, StepGraph } from '@archetype/training';
import { createCompiler } from './compileOnce.js';
import type { Device } from './devices/device.js';
import { createProgram } from './program.js';
import { measureBySession } from './tune/measure.js';
import { tuneConvolutions } from './tune/tune.js';
import type { Timings, TuneOptions, Tuning } from './tune/tune.js';
import type { LoadedRuntime, Missing, RuntimeOptions, RuntimeSource } from './runtimes/runtime.js';

export interface TuneRequest extends RuntimeOptions {
  /** What was measured before by this runtime on this machine with these threads. */
  readonly known: Timings;
  readonly onChosen?: TuneOptions['onChosen'];
}

export interface OrtBackend extends Backend {
  open(device: string, options?: RuntimeOptions): Promise<Engine>;
  /** Measures the formulations of a graph's convolutions that are near the best by estimate. What comes of it is for `open`. */
  tune(device: string, graph: StepGraph, options: TuneRequest): Promise<Tuning>;
}

/** A device, and the build of ONNX Runtime that has it. */
export interface DeviceHere {
  readonly device: Device;
  readonly source: RuntimeSource;
  /** What else is missing here for this device, once the runtime is there. */
  readonly missing?: () => Promise<Missing | undefined>;
}

/** Training on stock ONNX Runtime, on the devices that there are in this surrounding, the preferred first. */
export function createBackend(here: Readonly<Record<string, DeviceHere>>): OrtBackend {
  const deviceNamed = (name: string): DeviceHere => {
    if (Object.hasOwn(here, name)) return here[name]!;
    throw unknownDevice(name, Object.keys(here));
  };

  const load = async (name: string, options: RuntimeOptions) => {
    const { device, source, missing } = deviceNamed(name);
    const loaded = await source.load();
    if (!isLoaded(loaded)) throw unavailable(name, loaded);
    const obstacle = await missing?.();
    if (obstacle !== undefined) throw unavailable(name, obstacle);
    return { device, ...loaded, threads: source.threads(loaded.runtime, `ort:${name}`, options) };
  };

  return {
    name: 'ort',
    devices: Object.keys(here),

    async probe(name): Promise<Availability> {
      const engine = `ort:${name}`;
      const { source, missing } = deviceNamed(name);
      const loaded = await source.load();
      if (!isLoaded(loaded)) return { engine, available: false, ...loaded };
      const obstacle = await missing?.();
      const { version } = loaded;
      return obstacle === undefined ? { engine, available: true, version } : { engine, available: false, version, ...obstacle };
    },

    async open(name, options = {}) {
      const { device, runtime, version, threads } = await load(name, options);
      const { precision = 'fast', tuned, recompute = false } = options;
      const compiler = createCompiler({ device, precision, tuned, recompute });
      const measured = tuned === undefined ? {} : { tuned: Object.keys(tuned).length };
      return {
        name: `ort:${name}`,
        environment: { runtime: version, device: name, threads, precision, ...(recompute && { recompute }), ...measured, ...(device.stepsPerRun !== undefined && { stepsPerRun: device.stepsPerRun }), ...device.notes },
        ...(device.memory === 'host' && { trainingMemory: (graph: StepGraph) => compiler.trainingMemory(graph) }),
        compile: async (graphs) => createProgram(graphs, { runtime, device, compiler, threads }),
        dispose: async () => {},
      };
    },

    async tune(name, graph, { precision = 'fast', known, onChosen, ...options }) {
      const { device, runtime, threads } = await load(name, options);
      return tuneConvolutions(graph, { device, precision, known, measure: measureBySession({ runtime, device, threads }), ...(onChosen && { onChosen }) });
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
