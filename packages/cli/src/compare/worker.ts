import { stateTensors } from '@archetype/spec';
import { comparedProgram, fit, writeSafetensors, type ComparedEngine, type TensorValues } from '@archetype/training';
import { engineOptions } from '../engines/options.js';
import { resolveEngine } from '../engines/resolve.js';
import { classify } from '../evaluate/classify.js';
import { loadData, recordOf, testBatches } from '../train/data.js';
import { openSession } from '../train/session.js';
import type { Failure, Request, Response, Task, Trained } from './protocol.js';
import { firstSteps } from './steps.js';

/**
 * One engine of a comparison, alone in its process: its peak memory is its own, no other runtime's threads disturb it, and a
 * crash of it leaves the others be. Speaks with the coordinator by messages.
 */

const send = (response: Response): void => void process.send?.(response);

const stop = new AbortController();
let compared: ComparedEngine | undefined;
let queue: Promise<void> = Promise.resolve();

process.on('message', (message: Request) => {
  if (message.request === 'stop') return stop.abort();
  queue = queue.then(() => answer(message)).catch((error: unknown) => send({ response: 'failed', failure: failureOf(error) }));
});
process.on('disconnect', () => process.exit());
// Ctrl-C reaches every process of the terminal; the coordinator decides what it means.
process.on('SIGINT', () => undefined);

async function answer(message: Exclude<Request, { readonly request: 'stop' }>): Promise<void> {
  if (message.request === 'train') return send({ response: 'trained', trained: await train(message.task) });
  if (compared === undefined) throw new Error(`${message.request} before train`);
  const { step } = message;
  const tensors = message.request === 'stateBefore' ? await compared.stateBefore(step) : await compared.inspect(step, message.state, message.names);
  send({ response: 'tensors', tensors });
}

async function train(task: Task): Promise<Trained> {
  const { model, recipe, data, weights, steps } = task;
  const dataset = await loadData(data.source);
  const engine = await (await resolveEngine(task.engine)).open(engineOptions(task));
  const session = await openSession({ model, recipe, dataset, data, weights, engine });
  const training = steps === undefined ? session.training : firstSteps(session.training, steps);
  const shortened = steps === undefined ? recipe : { ...recipe, epochs: 1 };
  compared = comparedProgram({ ...session, name: engine.name, training, recipe: shortened });
  let interrupted = false;
  for await (const event of fit({ ...session, training, model, recipe: shortened, engine, signal: stop.signal })) {
    send({ response: 'event', event });
    if (event.event === 'interrupted') interrupted = true;
  }
  await saveWeights(task, await session.program.readState());
  const record = recordOf(dataset, data);
  const test = data.test ? await classify(session.program, session.graphs, testBatches(dataset, recipe, data.limit), record.classNames.length) : undefined;
  return { data: record, peakMemoryBytes: process.resourceUsage().maxRSS * 1024, interrupted, ...(test !== undefined && { test }) };
}

/** The model's own tensors, for `--weights` and for PyTorch. */
async function saveWeights({ model, weightsFile }: Task, state: TensorValues): Promise<void> {
  const tensors = stateTensors(model).map(({ name, shape }) => [name, { shape, values: state.get(name) ?? new Float32Array() }] as const);
  await writeSafetensors(weightsFile, new Map(tensors));
}

function failureOf(error: unknown): Failure {
  const explained = error instanceof Error && 'explanation' in error;
  const { message, stack } = error instanceof Error ? error : new Error(String(error));
  return { explained, message, ...(stack !== undefined && { stack }) };
}
