import { ArchetypeError } from '@archetype/spec';
import type { Availability, Backend, EngineOptions } from '@archetype/training';
import type { Device } from './device.js';
import { createEngine } from './engine.js';
import { installedVersion } from './engines/installedVersion.js';

interface DeviceDefinition {
  /** The npm package that brings the runtime. */
  readonly packageName: string;
  readonly open: (options?: EngineOptions) => Promise<Device>;
}

/** Everything behind a dynamic import: an engine is loaded when it is opened. */
const devices: Readonly<Record<string, DeviceDefinition>> = {
  wasm: {
    packageName: '@tensorflow/tfjs-backend-wasm',
    open: async (options) => (await import('./engines/wasm.js')).openWasm(options),
  },
  cpu: {
    packageName: '@tensorflow/tfjs-backend-cpu',
    open: async () => (await import('./engines/cpu.js')).openCpu(),
  },
};

/** TensorFlow.js: the step graph on its kernels. Nothing of it is loaded before `open`. */
export const backend: Backend = {
  name: 'tfjs',
  // `cpu` is right but slow, and taken by name only.
  devices: ['wasm'],
  probe,
  async open(device, options) {
    const found = await probe(device);
    if (!found.available)
      throw new ArchetypeError({ code: 'engine-unavailable', subject: found.engine, problem: found.reason, remedy: found.fix });
    return createEngine(await devices[device]!.open(options));
  },
};

async function probe(device: string): Promise<Availability> {
  const engine = `tfjs:${device}`;
  const definition = devices[device];
  if (definition === undefined)
    return {
      engine,
      available: false,
      reason: `the tfjs backend has no device "${device}"`,
      fix: `use ${Object.keys(devices).map((known) => `tfjs:${known}`).join(' or ')}`,
    };
  const { packageName } = definition;
  const version = await installedVersion(packageName);
  if (version !== undefined) return { engine, available: true, version };
  return { engine, available: false, reason: `the package ${packageName} is not installed`, fix: `npm install ${packageName}` };
}
