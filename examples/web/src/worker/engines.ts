import { backend as ort } from '@archetype/backend-ort';
import { backend as tfjs } from '@archetype/backend-tfjs';
import type { Availability, Engine } from '@archetype/training';
import ortScript from 'onnxruntime-web/ort-wasm-simd-threaded.mjs?url';
import ortBinary from 'onnxruntime-web/ort-wasm-simd-threaded.wasm?url';

interface Candidate {
  probe(): Promise<Availability>;
  open(): Promise<Engine>;
}

const absolute = (address: string): string => new URL(address, import.meta.url).href;

/** Every engine that a page may have. To add one, add a line. */
const candidates: readonly Candidate[] = [
  { probe: () => tfjs.probe('webgpu'), open: () => tfjs.open('webgpu') },
  { probe: () => tfjs.probe('wasm'), open: () => tfjs.open('wasm') },
  {
    probe: () => ort.probe('wasm'),
    // A bundler gives the runtime's files names of its own.
    open: () => ort.open('wasm', { wasmPaths: { mjs: absolute(ortScript), wasm: absolute(ortBinary) } }),
  },
];

/** Which engines this browser has, in that order. */
export function probeEngines(): Promise<readonly Availability[]> {
  return Promise.all(candidates.map(({ probe }) => probe()));
}

/** @throws ArchetypeError where the engine does not start */
export async function openEngine(name: string): Promise<Engine> {
  for (const { probe, open } of candidates) if ((await probe()).engine === name) return open();
  throw new Error(`this page has no engine ${name}`);
}
