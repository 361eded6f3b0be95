import type { InferenceSession, Tensor } from 'onnxruntime-common';
import { createBuilder } from '../emit/builder.js';
import { createOperators } from '../emit/operators.js';
import { UNRETURNABLE, writeOnnx } from '../emit/protobuf.js';
import type { Runtime } from './runtime.js';

/*
 * The binding of onnxruntime-node has results written into the tensors that are handed in for them, and then copies each of them into fresh memory to return it: for AlexNet's
 * weights a sixth of a step, and 250 MB. It goes through the results in the file's order and gives up at the first that it cannot hand on. So a file whose results all
 * lie in tensors of ours has such a one first, and what its run ends in is that refusal.
 */

const refusals = new WeakMap<Runtime, Promise<string | undefined>>();

/** What a binding says when it comes to a result that it cannot hand on, if all results were written by then; undefined where it hands on such a result as well. */
export function refusalToHandOn(runtime: Runtime): Promise<string | undefined> {
  const found = refusals.get(runtime) ?? tryToHandOn(runtime);
  refusals.set(runtime, found);
  return found;
}

async function tryToHandOn({ InferenceSession: sessions, Tensor: TensorOf }: Runtime): Promise<string | undefined> {
  const builder = createBuilder();
  const g = createOperators(builder);
  const negative = g.multiply(builder.input('x', 'float32', [1]), g.scalar(-1));
  const file = writeOnnx(builder.finish('handing on', [{ name: 'y', value: negative }], {}), { unreturnable: true });
  const session = await sessions.create(file, { logSeverityLevel: 3 });
  const y = new TensorOf('float32', new Float32Array(1), [1]);
  const refusal = await session.run({ x: new TensorOf('float32', Float32Array.of(2), [1]) }, { [UNRETURNABLE]: null, y }).then(() => undefined, messageOf);
  await session.release();
  return y.data[0] === -2 ? refusal : undefined;
}

/** Runs a file with an unreturnable result, into tensors that are handed in for all others. */
export async function runWithoutCopies(session: InferenceSession, feeds: Record<string, Tensor>, results: Record<string, Tensor>, refusal: string): Promise<Record<string, Tensor>> {
  try {
    await session.run(feeds, { ...results, [UNRETURNABLE]: null });
  } catch (error) {
    if (messageOf(error) !== refusal) throw error;
  }
  return results;
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
