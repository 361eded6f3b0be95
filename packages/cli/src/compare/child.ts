import { fork } from 'node:child_process';
import type { FitEvent, TensorValues } from '@archetype/training';
import type { Failure, Request, Response, Task, Trained } from './protocol.js';

/** An engine at work in a process of its own. */
export interface EngineProcess {
  /** Resolves when the engine has trained, or says why it has not; never rejects. */
  train(task: Task, onEvent: (event: FitEvent) => void): Promise<Trained | Failure>;
  stop(): void;
  stateBefore(step: number): Promise<TensorValues | Failure>;
  inspect(step: number, state: TensorValues, names: readonly string[]): Promise<TensorValues | Failure>;
  end(): void;
}

export const failed = (answer: object): answer is Failure => 'explained' in answer;

/** Of what a process writes to standard error, the end: that is where a runtime says why it dies. */
const KEPT_STDERR = 2000;

export function startEngineProcess(): EngineProcess {
  const child = fork(new URL('./worker.js', import.meta.url), { serialization: 'advanced', stdio: ['ignore', 'ignore', 'pipe', 'ipc'] });
  let stderr = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    stderr = (stderr + text).slice(-KEPT_STDERR);
  });
  let onEvent: (event: FitEvent) => void = () => undefined;
  let settle: ((response: Exclude<Response, { readonly response: 'event' }>) => void) | undefined;
  let gone: Failure | undefined;

  child.on('message', (message: Response) => {
    if (message.response === 'event') return onEvent(message.event);
    settle?.(message);
  });
  const died = (how: string): void => {
    const words = stderr.trim().split('\n').slice(-3).join('\n');
    gone = { explained: false, message: `its process ${how}${words === '' ? '' : `: ${words}`}` };
    settle?.({ response: 'failed', failure: gone });
  };
  child.on('error', (error) => died(`could not go on (${error.message})`));
  child.on('exit', (code, signal) => died(signal === null ? `ended with code ${code}` : `was ended by ${signal}`));

  const ask = (request: Request): Promise<Exclude<Response, { readonly response: 'event' }>> =>
    new Promise((resolve) => {
      if (gone !== undefined) return resolve({ response: 'failed', failure: gone });
      settle = resolve;
      child.send(request, (error) => error && died(`could not be reached (${error.message})`));
    });
  const askTensors = async (request: Request): Promise<TensorValues | Failure> => {
    const answer = await ask(request);
    if (answer.response === 'tensors') return answer.tensors;
    return answer.response === 'failed' ? answer.failure : unexpected(answer);
  };

  return {
    async train(task, listener) {
      onEvent = listener;
      const answer = await ask({ request: 'train', task });
      if (answer.response === 'trained') return answer.trained;
      return answer.response === 'failed' ? answer.failure : unexpected(answer);
    },
    stop: () => void (child.connected && child.send({ request: 'stop' } satisfies Request)),
    stateBefore: (step) => askTensors({ request: 'stateBefore', step }),
    inspect: (step, state, names) => askTensors({ request: 'inspect', step, state, names }),
    end: () => void child.kill('SIGKILL'),
  };
}

function unexpected(response: Response): never {
  throw new Error(`an engine's process answered with ${response.response}`);
}
