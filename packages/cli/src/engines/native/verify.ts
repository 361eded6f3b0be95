import { fileURLToPath } from 'node:url';
import { execute } from './execute.js';
import { failedStep } from './refusals.js';

/** What one training step of LeNet on a new engine came to. */
export interface Verified {
  readonly runtime: string;
  readonly device: string;
  readonly loss: number;
  readonly milliseconds: number;
}

/** Of an engine that opens no further than to where it asks for the driver of a card: why. */
export interface Untried {
  readonly untried: string;
}

export interface VerifySettings {
  /** The cache folder that has the engine. */
  readonly home: string;
  readonly signal: AbortSignal;
  /** Whether an engine will do that lacks nothing but the driver. */
  readonly withoutCard: boolean;
}

/** Trains one step of LeNet on an engine, in a process of its own: a native library that does not fit may end the process. */
export async function verifyEngine(engine: string, { home, signal, withoutCard }: VerifySettings): Promise<Verified | Untried> {
  const worker = fileURLToPath(new URL('./verifyWorker.js', import.meta.url));
  // Without what would point it to another native module.
  const environment = { ARCHETYPE_HOME: home, ARCHETYPE_TFJS_NODE: '', ARCHETYPE_TFJS_NODE_GPU: '' };
  const { code, stdout, output } = await execute(process.execPath, [worker, engine], { signal, environment });
  const answer = stdout.trim().split('\n').at(-1) ?? '';
  if (code === 0 && answer.startsWith('{')) {
    const found = JSON.parse(answer) as Verified | { readonly unavailable: string };
    if (!('unavailable' in found)) return found;
    if (withoutCard && lacksDriver.test(found.unavailable)) return { untried: found.unavailable };
    throw failedStep(engine, `it was put together, but cannot be opened: ${found.unavailable}`, '', 'archetype doctor says what each engine needs');
  }
  throw failedStep(engine, 'it was built, but does not train', output, 'please report it with the lines above; tfjs:wasm and ort:cpu need nothing native');
}

/** The reason that the backend gives where a library of the driver is missing, and no other. */
const lacksDriver = /\bno NVIDIA driver\b/;
