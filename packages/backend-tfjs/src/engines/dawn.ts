import { ownGpu } from './ownGpu.js';

/** Dawn ends, and with it the process, when its entry point is collected while a device is at work. */
let dawn: GPU | undefined;

/** WebGPU in Node: the runtime's own, or Dawn, whose classes and constants then have to be globals, where TensorFlow.js looks for them. */
export async function findGpu(): Promise<GPU> {
  const own = ownGpu();
  if (own !== undefined) return own;
  const { create, globals } = await import('webgpu');
  for (const [name, value] of Object.entries(globals)) if (!(name in globalThis)) Object.assign(globalThis, { [name]: value });
  dawn ??= create([]);
  return dawn;
}
