import type { Graph, TensorInfo, TensorName } from '@archetype/spec';
import type { Engine, Feeds, GraphSet, StepOperation, TensorValues } from '@archetype/training';

/** Shapes and element types of an operation's tensors, in its order. */
export interface OperationCase {
  readonly operation: StepOperation;
  readonly tensors: Readonly<Record<TensorName, TensorInfo>>;
  /** A value for every operand. */
  readonly values: Readonly<Record<TensorName, Float32Array | Uint8Array | Int32Array>>;
}

/** Runs one operation on an engine, through a program: float operands are state, the rest is fed. */
export async function runOperation(engine: Engine, { operation, tensors, values }: OperationCase): Promise<TensorValues> {
  const operands = [...new Set<TensorName>(operation.inputs)];
  const floats = operands.filter((name) => tensors[name]!.elementType === 'float32');
  const fed = operands.filter((name) => !floats.includes(name));
  const batchSize = 1;
  const graph: Graph<StepOperation> = {
    name: operation.kind,
    batchSize,
    tensors: new Map([...Object.entries(tensors), ['samples', { shape: [batchSize, 1], elementType: 'float32' }] as const]),
    // The one that says the batch size comes first; what the operation reads keeps its own shape.
    inputs: [{ name: 'samples', role: 'input' }, ...fed.map((name) => ({ name, role: 'mask', path: '', rate: 0 }) as const)],
    state: floats.map((name) => ({ name, shape: tensors[name]!.shape, role: 'optimizer', path: '', trainable: false, fanIn: 0, fanOut: 0 })),
    operations: [operation],
    updates: new Map(),
    outputs: { logits: operation.outputs[0] },
  };
  const graphs: GraphSet = { training: () => graph, evaluation: () => graph, prediction: () => graph };
  const program = await engine.compile(graphs);
  try {
    await program.writeState(new Map(floats.map((name) => [name, values[name] as Float32Array])));
    const feeds: Feeds = new Map<TensorName, Float32Array | Uint8Array | Int32Array>([['samples', Float32Array.of(0)], ...fed.map((name) => [name, values[name]!] as const)]);
    const results = await program.inspect(feeds, [...operation.outputs]);
    const held = program.tensorCount();
    await program.inspect(feeds, [...operation.outputs]);
    if (program.tensorCount() !== held) throw new Error(`${operation.kind} leaves tensors behind: ${held} before, ${program.tensorCount()} after`);
    return results;
  } finally {
    await program.dispose();
  }
}
