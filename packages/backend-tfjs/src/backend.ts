import { createBackend, type DeviceDefinition, type Found } from './createBackend.js';
import { findPackages } from './engines/installed.js';
import { findNativeModule, type NativeDevice } from './engines/tensorflow/nativeModule.js';

/** TensorFlow.js in Node, the fastest device first: the step graph on its kernels. Nothing of it is loaded before `open`. */
export const backend = createBackend({
  'node-gpu': nodeDefinition('node-gpu'),
  webgpu: {
    find: () =>
      present(['@tensorflow/tfjs-backend-webgpu', 'webgpu'], async () => {
        const { findAdapter } = await import('./engines/probeWebGpu.js');
        const adapter = await findAdapter();
        if (adapter !== undefined) return softwareAdapter.test(adapter) ? { onlyByName: `${adapter} is a graphics card in software` } : undefined;
        return { reason: 'WebGPU finds no graphics adapter', fix: 'install a Vulkan driver for the card, or use tfjs:wasm' };
      }),
    async open() {
      const [{ findGpu }, { openWebGpu }] = await Promise.all([import('./engines/dawn.js'), import('./engines/webgpu.js')]);
      return openWebGpu(await findGpu());
    },
  },
  node: nodeDefinition('node'),
  wasm: {
    find: () => findPackages(['@tensorflow/tfjs-backend-wasm']),
    open: async (options) => (await import('./engines/wasmInNode.js')).openWasm(options),
  },
  cpu: {
    find: async () => ({ ...(await findPackages(['@tensorflow/tfjs-backend-cpu'])), onlyByName: 'plain JavaScript, about a hundred times slower than tfjs:wasm' }),
    open: async () => (await import('./engines/cpu.js')).openCpu(),
  },
});

/** How drivers that calculate on the processor call themselves. */
const softwareAdapter = /swiftshader|llvmpipe|lavapipe|software|basic render/i;

/** The packages of a device, and what else is missing once they are there. */
async function present(packages: readonly [string, ...string[]], missing: () => Promise<{ readonly reason: string; readonly fix: string } | { readonly onlyByName: string } | undefined>): Promise<Found> {
  const found = await findPackages(packages);
  return 'reason' in found ? found : { ...found, ...(await missing()) };
}

function nodeDefinition(name: NativeDevice): DeviceDefinition {
  return {
    async find() {
      const found = await findNativeModule(name);
      return 'reason' in found ? { ...found, fix: `archetype engine add tfjs:${name}` } : { version: found.version };
    },
    async open(options) {
      const [{ openNode }, found] = await Promise.all([import('./engines/node.js'), findNativeModule(name)]);
      if ('reason' in found) throw new Error(`tfjs:${name} went away while it was being opened: ${found.reason}`);
      return openNode(found.path, name, options);
    },
  };
}
