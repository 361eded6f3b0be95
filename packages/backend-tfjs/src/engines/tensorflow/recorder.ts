import type { Attribute, Binding, Output } from './binding.js';
import type { GraphNode } from './savedModel.js';

/** A tensor that a recorded graph is given anew each time. */
export interface Operand {
  readonly id: number;
  readonly shape: readonly number[];
  readonly type: number;
}

/** What was recorded: the graph, and the names of its placeholders and results in the order of operands and results. */
export interface Recording {
  readonly nodes: readonly GraphNode[];
  readonly placeholders: readonly string[];
  readonly results: readonly string[];
}

/** A binding that can write down the operations that are run through it. */
export interface Recorder {
  readonly binding: Binding;
  /** Runs `body` and writes down what it runs, as a graph from `operands` to the tensors whose numbers it returns. */
  record(operands: readonly Operand[], body: () => readonly number[]): Recording;
}

export function createRecorder(binding: Binding): Recorder {
  /** Values that were brought here, by the number of their tensor: what a graph reads besides its operands is constant. */
  const created = new Map<number, { readonly shape: readonly number[]; readonly type: number }>();
  let session: Session | undefined;

  // The properties of a native module are neither enumerable nor writable.
  const recording = Object.create(binding, {
    createTensor: {
      value(shape: readonly number[], type: number, values: Float32Array): number {
        const id = binding.createTensor(shape, type, values);
        created.set(id, { shape: [...shape], type });
        return id;
      },
    },
    deleteTensor: {
      value(id: number): void {
        binding.deleteTensor(id);
        created.delete(id);
      },
    },
    executeOp: {
      value(operation: string, attributes: readonly Attribute[], inputs: readonly number[], outputs: number): readonly Output[] {
        const made = binding.executeOp(operation, attributes, inputs, outputs);
        session?.add(operation, attributes, inputs, made);
        return made;
      },
    },
  }) as Binding;

  return {
    binding: recording,
    record(operands, body) {
      const constantOf = (id: number) => {
        const known = created.get(id);
        if (known === undefined) throw new Error(`a recorded operation reads tensor ${id}, which is neither an operand nor a constant`);
        return { ...known, values: binding.tensorDataSync(id) };
      };
      const mine = createSession(binding, operands, constantOf);
      session = mine;
      try {
        return mine.finish(body());
      } finally {
        session = undefined;
      }
    },
  };
}

interface Session {
  add(operation: string, attributes: readonly Attribute[], inputs: readonly number[], outputs: readonly Output[]): void;
  finish(results: readonly number[]): Recording;
}

function createSession(binding: Binding, operands: readonly Operand[], constantOf: (id: number) => NonNullable<GraphNode['value']>): Session {
  const nodes: GraphNode[] = [];
  /** `node:output` by the number of the tensor. */
  const names = new Map<number, string>();
  const typeAttribute = (name: string, value: number): Attribute => ({ name, type: binding.TF_ATTR_TYPE, value });
  const nameOf = (id: number): string => {
    const known = names.get(id);
    if (known !== undefined) return known;
    const value = constantOf(id);
    const name = `constant${nodes.length}`;
    nodes.push({ name, operation: 'Const', operands: [], attributes: [typeAttribute('dtype', value.type)], value });
    names.set(id, `${name}:0`);
    return `${name}:0`;
  };
  const placeholders = operands.map(({ id, shape, type }, index) => {
    const name = `operand${index}`;
    nodes.push({ name, operation: 'Placeholder', operands: [], attributes: [typeAttribute('dtype', type), { name: 'shape', type: binding.TF_ATTR_SHAPE, value: shape }] });
    names.set(id, `${name}:0`);
    return `${name}:0`;
  });
  return {
    add(operation, attributes, inputs, outputs) {
      const operandNames = inputs.map(nameOf);
      const name = `${operation}${nodes.length}`;
      nodes.push({ name, operation, operands: operandNames, attributes });
      outputs.forEach(({ id }, index) => names.set(id, `${name}:${index}`));
    },
    finish(results) {
      // A name of its own for each: two may be the same tensor, or an operand.
      const type = binding.TF_FLOAT;
      const outputs = results.map((id, index) => {
        nodes.push({ name: `result${index}`, operation: 'Identity', operands: [nameOf(id)], attributes: [typeAttribute('T', type)] });
        return `result${index}:0`;
      });
      return { nodes, placeholders, results: outputs };
    },
  };
}
