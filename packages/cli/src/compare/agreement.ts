import { createGraphSet, type TensorValues } from '@archetype/training';
import type { Agreement, Divergence, EngineResult } from '../report/contents.js';
import { failed, type EngineProcess } from './child.js';
import { firstDivergence, TOLERANCE, type Inspect } from './divergence.js';
import type { Failure, Task } from './protocol.js';

/** An engine that has trained, with its process still there to be asked. */
export interface TrainedEngine {
  readonly result: EngineResult;
  readonly process: EngineProcess;
}

/** The greatest difference of the losses of one step; null when the two have no finite step in common. */
export function maxLossDifference({ losses: a }: Pick<EngineResult, 'losses'>, { losses: b }: Pick<EngineResult, 'losses'>): number | null {
  return a.slice(0, b.length).reduce<number | null>((greatest, value, index) => {
    const other = b[index] ?? null;
    return value === null || other === null ? greatest : Math.max(greatest ?? 0, Math.abs(value - other));
  }, null);
}

/**
 * Two engines, tensor by tensor, in the first step and in the last. Both begin the step from the same state (the first one's), so
 * that what is found is a difference of this step, not one that rounding has built up in all the steps before it.
 */
export async function agreementOf(a: TrainedEngine, b: TrainedEngine, task: Pick<Task, 'model' | 'recipe'>, shape: readonly [number, number, number]): Promise<Agreement> {
  const names = { a: a.result.engine, b: b.result.engine, maxLossDifference: maxLossDifference(a.result, b.result) };
  const last = Math.min(a.result.losses.length, b.result.losses.length);
  if (last === 0) return { ...names, firstDivergence: null, remark: 'not looked for: one of them did no step' };
  const graph = createGraphSet({ ...task, images: shape }).training(task.recipe.batchSize);
  const inspect = (engine: TrainedEngine, step: number, state?: TensorValues): Inspect => async (tensors) => taken(await engine.process.inspect(step, state, tensors));
  try {
    const atFirst = await firstDivergence(graph, 1, inspect(a, 1), inspect(b, 1));
    if (atFirst !== null || last === 1) return { ...names, firstDivergence: atFirst, remark: remarkOf(atFirst, 'step 1') };
    const state = taken(await a.process.state());
    const atLast = await firstDivergence(graph, last, inspect(a, last, state), inspect(b, last, state));
    return { ...names, firstDivergence: atLast, remark: remarkOf(atLast, `steps 1 and ${last}`) };
  } catch (error) {
    if (!(error instanceof InspectionFailure)) throw error;
    return { ...names, firstDivergence: null, remark: `not looked for: ${error.message}` };
  }
}

class InspectionFailure extends Error {}

function taken(answer: TensorValues | Failure): TensorValues {
  if (failed(answer)) throw new InspectionFailure(answer.message);
  return answer;
}

function remarkOf(found: Divergence | null, looked: string): string {
  const limit = `${TOLERANCE} of its norm`;
  return found === null ? `from the same state, no tensor of ${looked} differs by more than ${limit}` : `the first tensor of its step, from the same state, that differs by more than ${limit}`;
}
