import type { TensorName } from '@archetype/spec';
import type { Plan, PlanOperation } from './operations.js';

/** The operations that read each tensor. */
export function readersOf(plan: Plan): (name: TensorName) => readonly PlanOperation[] {
  const readers = new Map<TensorName, PlanOperation[]>();
  for (const operation of plan.operations) {
    for (const name of operation.inputs) {
      const known = readers.get(name);
      if (known) known.push(operation);
      else readers.set(name, [operation]);
    }
  }
  return (name) => readers.get(name) ?? [];
}

/** Whether a tensor leaves the plan, so that it must be there as it is. */
export function isResult(plan: Plan, name: TensorName): boolean {
  const { logits, loss, correct, probabilities } = plan.outputs;
  return [logits, loss, correct, probabilities, ...plan.updates.values()].includes(name);
}
