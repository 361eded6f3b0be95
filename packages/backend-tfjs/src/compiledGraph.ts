import type { TensorName } from '@archetype/spec';
import type { StepGraph, StepOperation } from '@archetype/training';
import type { KernelContext } from './kernel.js';
import type { Tensor } from './tensor.js';

/** A kernel with its operands not typed by kind any more. */
export type AnyRun = (...operands: readonly Tensor[]) => readonly Tensor[];

interface Step {
  readonly operation: StepOperation;
  readonly run: AnyRun;
  readonly operands: readonly number[];
  readonly results: readonly number[];
  /** Slots that nothing after this step reads. */
  readonly last: readonly number[];
}

/** A graph whose operations are bound to kernels, with the life of every tensor worked out. */
export interface CompiledGraph {
  readonly graph: StepGraph;
  /**
   * Runs the operations over what `given` holds (inputs and state, which stay the caller's), and returns the tensors
   * asked for, which become the caller's; everything else is given up as soon as nothing reads it.
   */
  run(given: ReadonlyMap<TensorName, Tensor>, wanted: ReadonlySet<TensorName>): Map<TensorName, Tensor>;
}

export function compileGraph(graph: StepGraph, context: KernelContext, compile: (operation: StepOperation) => AnyRun): CompiledGraph {
  const { workspace } = context;
  const slots = new Map<TensorName, number>([...graph.tensors.keys()].map((name, index) => [name, index]));
  const slotOf = (name: TensorName): number => slots.get(name)!;
  const made = new Set(graph.operations.flatMap(({ outputs }) => outputs));
  const lastReader = new Map<TensorName, number>();
  graph.operations.forEach(({ inputs, outputs }, index) => [...inputs, ...outputs].forEach((name) => lastReader.set(name, index)));

  const steps = graph.operations.map((operation, index): Step => {
    const touched = new Set<TensorName>([...operation.inputs, ...operation.outputs]);
    return {
      operation,
      run: compile(operation),
      operands: operation.inputs.map(slotOf),
      results: operation.outputs.map(slotOf),
      last: [...touched].filter((name) => made.has(name) && lastReader.get(name) === index).map(slotOf),
    };
  });
  const values: (Tensor | undefined)[] = Array.from({ length: slots.size });

  return {
    graph,
    run(given, wanted) {
      values.fill(undefined);
      for (const [name, tensor] of given) values[slotOf(name)] = tensor;
      const kept = new Set([...wanted].map(slotOf));
      for (const { run, operands, results, last } of steps) {
        const outputs = run(...operands.map((slot) => values[slot]!));
        results.forEach((slot, index) => (values[slot] = outputs[index]));
        for (const slot of last) if (!kept.has(slot)) workspace.release(values[slot]!);
      }
      return new Map([...wanted].map((name) => [name, values[slotOf(name)]!]));
    },
  };
}
