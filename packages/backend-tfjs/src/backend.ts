import { ArchetypeError } from '@archetype/spec';
import type { Availability, Backend, EngineOptions } from '@archetype/training';
import type { Device } from './device.js';
import { createEngine } from './engine.js';
import { installedVersion } from './engines/installedVersion.js';
import { findNativeModule, type NodePackage } from './engines/tensorflow/nativeModule.js';

interface DeviceDefinition {
  /** The npm packages that bring the runtime; the first one's version is the engine's. */
  readonly packages: readonly [string, ...string[]];
  /** What else is missing here, once the packages are there. */
  readonly missing?: () => Promise<{ readonly reason: string; readonly fix: string } | undefined>;
  readonly open: (options?: EngineOptions) => Promise<Device>;
}

/** Everything behind a dynamic import: an engine is loaded when it is opened. */
const devices: Readonly<Record<string, DeviceDefinition>> = {
  wasm: {
    packages: ['@tensorflow/tfjs-backend-wasm'],
    open: async (options) => (await import('./engines/wasm.js')).openWasm(options),
  },
  webgpu: {
    packages: ['@tensorflow/tfjs-backend-webgpu', 'webgpu'],
    async missing() {
      const { findAdapter } = await import('./engines/probeWebGpu.js');
      if ((await findAdapter()) !== undefined) return undefined;
      return { reason: 'WebGPU finds no graphics adapter', fix: 'install a Vulkan driver for the card, or use tfjs:wasm' };
    },
    open: async () => (await import('./engines/webgpu.js')).openWebGpu(),
  },
  node: nodeDefinition('node', '@tensorflow/tfjs-node'),
  'node-gpu': nodeDefinition('node-gpu', '@tensorflow/tfjs-node-gpu'),
  cpu: {
    packages: ['@tensorflow/tfjs-backend-cpu'],
    open: async () => (await import('./engines/cpu.js')).openCpu(),
  },
};

function nodeDefinition(name: 'node' | 'node-gpu', packageName: NodePackage): DeviceDefinition {
  return {
    packages: [packageName],
    async missing() {
      if ((await findNativeModule(packageName)) !== undefined) return undefined;
      return { reason: `${packageName} is here without its native module`, fix: `archetype engine add tfjs:${name}` };
    },
    async open(options) {
      const { openNode } = await import('./engines/node.js');
      return openNode((await findNativeModule(packageName))!, name, options);
    },
  };
}

/** TensorFlow.js: the step graph on its kernels. Nothing of it is loaded before `open`. */
export const backend: Backend = {
  name: 'tfjs',
  devices: Object.keys(devices),
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
  if (definition === undefined) {
    const known = Object.keys(devices).map((name) => `tfjs:${name}`);
    return { engine, available: false, reason: `the tfjs backend has no device "${device}"`, fix: `use ${known.join(' or ')}` };
  }
  const versions = await Promise.all(definition.packages.map(installedVersion));
  const absent = definition.packages.filter((_, index) => versions[index] === undefined);
  if (absent.length > 0) return { engine, available: false, reason: `not installed: ${absent.join(' and ')}`, fix: `npm install ${absent.join(' ')}` };
  const version = versions[0]!;
  const missing = await definition.missing?.();
  return missing === undefined ? { engine, available: true, version } : { engine, available: false, version, ...missing };
}
