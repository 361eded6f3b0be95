import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { ArchetypeError } from '@archetype/spec';
import type { Availability, Backend } from '@archetype/training';
import { createEngine } from './engine.js';

/** TensorFlow.js: the step graph on its kernels. Nothing of it is loaded before `open`. */
export const backend: Backend = {
  name: 'tfjs',
  devices: ['wasm'],
  async probe(device) {
    if (device !== 'wasm') return { engine: `tfjs:${device}`, available: false, reason: `there is no device ${device}`, fix: 'use tfjs:wasm' };
    return probePackage('tfjs:wasm', '@tensorflow/tfjs-backend-wasm');
  },
  async open(device, options) {
    const found = await this.probe(device);
    if (!found.available) throw new ArchetypeError({ code: 'engine-unavailable', subject: found.engine, problem: found.reason, remedy: found.fix });
    const { openWasm } = await import('./engines/wasm.js');
    return createEngine(await openWasm(options));
  },
};

async function probePackage(engine: string, name: string): Promise<Availability> {
  try {
    const manifest = createRequire(import.meta.url).resolve(`${name}/package.json`);
    const { version } = JSON.parse(await readFile(manifest, 'utf8')) as { version: string };
    return { engine, available: true, version };
  } catch {
    return { engine, available: false, reason: `the package ${name} is not installed`, fix: `npm install ${name}` };
  }
}
