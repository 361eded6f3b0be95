import type { StateTensor, TensorName } from '@archetype/spec';
import { checkState, type StepGraph, type TensorValues } from '@archetype/training';
import { elementCount, type Tensor } from './tensor.js';

/**
 * The tensors that outlive a step. Between steps they are float32, as on every other engine: a step reads them, computes in
 * double precision, and rounds each once when it stores it. So what `read` returns is the whole state, and a run resumed
 * from it goes on bit for bit; and one step of this engine is the correctly rounded step from a state that others share.
 */
export interface State {
  /** Every value, copied. */
  read(): TensorValues;
  /** @throws ArchetypeError `unknown-state`, `state-size` */
  write(values: TensorValues): void;
  /** Those that the graph reads, in double precision. */
  widen(graph: StepGraph): Map<TensorName, Float64Array>;
  /** Stores the next values that a graph has computed, rounded to float32. */
  update(graph: StepGraph, tensors: ReadonlyMap<TensorName, Tensor>): void;
  readonly size: number;
}

/** State that begins as zeros. */
export function createState(model: string, declared: readonly StateTensor[]): State {
  const values = new Map(declared.map(({ name, shape }) => [name, new Float32Array(elementCount(shape))]));

  const held = (name: TensorName): Float32Array => values.get(name)!;

  return {
    read: () => new Map([...values].map(([name, value]) => [name, value.slice()])),

    write(given) {
      checkState(model, declared, given);
      for (const [name, value] of given) held(name).set(value);
    },

    widen: (graph) => new Map(graph.state.map(({ name }) => [name, new Float64Array(held(name))])),

    update(graph, tensors) {
      for (const [name, next] of graph.updates) held(name).set(tensors.get(next)!.data);
    },

    get size() {
      return values.size;
    },
  };
}
