import { firstDivergence, maxLossDifference, type ComparedEngine, type Divergence, type StepGraph, type TensorValues } from '@archetype/training';
import type { Agreement, EngineResult } from '../report/contents.js';
import { failed, type EngineProcess } from './child.js';
import { referenceJudge } from './judge.js';
import type { Failure } from './protocol.js';

/** An engine that has trained, with its process still there to be asked. */
export interface TrainedEngine {
  readonly result: EngineResult;
  readonly process: EngineProcess;
}

/** Whether two engines compute the same, as far as they both went: the losses of every step, and tensor by tensor where they part. */
export async function agreementOf(a: TrainedEngine, b: TrainedEngine, graphAt: (step: number) => StepGraph): Promise<Agreement> {
  const losses = [numbersOf(a.result), numbersOf(b.result)] as const;
  const steps = Math.min(losses[0].length, losses[1].length);
  const names = { a: a.result.engine, b: b.result.engine };
  if (steps === 0) return { ...names, maxLossDifference: null, firstDivergence: null, kind: 'unknown', remark: 'not compared: one of them did no step' };
  const difference = maxLossDifference(...losses);
  const known = { ...names, maxLossDifference: Number.isFinite(difference) ? difference : null };
  try {
    const found = await firstDivergence(asked(a), asked(b), losses, { graphAt, judge: referenceJudge });
    if (found === null) return { ...known, firstDivergence: null, kind: 'none', remark: `no operation of the first step is wrong on either, and no loss of ${steps} steps differs by more than 0.001` };
    // Where no tensor of the step stands out, the search names the loss.
    if (found.tensor === graphAt(found.step).outputs.loss) {
      return { ...known, firstDivergence: found, kind: 'rounding', remark: `from the same state no operation of step 1 or step ${found.step} is wrong on either: rounding has added up until the losses parted` };
    }
    return { ...known, firstDivergence: found, kind: 'computation', remark: faultOf(found) };
  } catch (error) {
    if (!(error instanceof ProcessFailure)) throw error;
    return { ...known, firstDivergence: null, kind: 'unknown', remark: `not looked for: ${error.message}` };
  }
}

/** What the judge, the reference engine, makes of the difference. */
function faultOf({ atFault = [] }: Divergence): string {
  return `from the same state, batch and masks, this is the first tensor of its step that differs by more than 0.1 % of its scale and that the reference engine computes otherwise from the same inputs: ${atFault.join(' and ')} ${atFault.length === 1 ? 'is' : 'are'} at fault`;
}

/** The search talks to a process as to an engine of its own; what only a run in this process could do, it does not ask. */
function asked({ result, process }: TrainedEngine): ComparedEngine {
  return {
    name: result.engine,
    run: () => Promise.reject(new Error('the processes have run already')),
    stateBefore: async (step) => taken(await process.stateBefore(step)),
    inspect: async (step, state, names) => taken(await process.inspect(step, state, names)),
  };
}

class ProcessFailure extends Error {}

function taken(answer: TensorValues | Failure): TensorValues {
  if (failed(answer)) throw new ProcessFailure(answer.message);
  return answer;
}

const numbersOf = ({ losses }: EngineResult): readonly number[] => losses.map((loss) => loss ?? NaN);
