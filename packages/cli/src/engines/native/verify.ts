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

/**
 * Trains one step of LeNet on an engine, in a process of its own: a native library that does not fit may end the process.
 *
 * @param home the cache folder that has the engine
 */
export async function verifyEngine(engine: string, home: string, signal: AbortSignal): Promise<Verified> {
  const worker = fileURLToPath(new URL('./verifyWorker.js', import.meta.url));
  // Without what would point it to another native module.
  const environment = { ARCHETYPE_HOME: home, ARCHETYPE_TFJS_NODE: '', ARCHETYPE_TFJS_NODE_GPU: '' };
  const { code, stdout, output } = await execute(process.execPath, [worker, engine], { signal, environment });
  const answer = stdout.trim().split('\n').at(-1) ?? '';
  if (code === 0 && answer.startsWith('{')) return JSON.parse(answer) as Verified;
  throw failedStep(engine, 'it was built, but does not train', output, 'please report it with the lines above; tfjs:wasm and ort:cpu need nothing native');
}
