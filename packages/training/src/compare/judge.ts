import type { TensorName } from '@archetype/spec';
import type { StepGraph, TensorValues } from '../backend.js';
import type { StepOperation } from '../operations.js';
import type { ComparedEngine } from './comparedEngine.js';
import { tensorDifferences } from './differences.js';

/** Computes one operation from its inputs, in double precision: an engine that nobody doubts. */
export type Judge = (graph: StepGraph, operation: StepOperation, inputs: TensorValues) => TensorValues;

/**
 * The engines whose result is not what the judge makes of that engine's own inputs. None, where both are right and the inputs, equal but for rounding, lie on
 * two sides of a kink: a maximum that two positions share, an input of ReLU at zero.
 */
export async function enginesAtFault(
  engines: readonly ComparedEngine[],
  step: number,
  state: TensorValues,
  { graph, operation, judge, tolerance }: { readonly graph: StepGraph; readonly operation: StepOperation; readonly judge: Judge; readonly tolerance: number },
): Promise<readonly string[]> {
  const names = [...new Set<TensorName>([...operation.inputs, ...operation.outputs])];
  const atFault: string[] = [];
  for (const engine of engines) {
    const values = await engine.inspect(step, state, names);
    const judged = judge(graph, operation, values);
    const differences = tensorDifferences({ ...graph, operations: [operation] }, tolerance)(values, new Map([...values, ...judged]));
    if ([...differences].some(({ difference }) => difference > tolerance)) atFault.push(engine.name);
  }
  return atFault;
}
