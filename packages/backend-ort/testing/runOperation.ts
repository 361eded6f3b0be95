import { interpret } from '@archetype/backend-reference';
import type { TensorInfo } from '@archetype/spec';
import type { StepGraph } from '@archetype/training';
import { compile } from '../src/compile.js';
import type { Device } from '../src/devices/device.js';
import type { Runtime } from '../src/runtimes/runtime.js';
import { inspectedName } from '../src/writeGraph.js';
import type { OperationCase } from './operationCases.js';

const elementTypeOf = (data: Float32Array | Uint8Array | Int32Array): TensorInfo['elementType'] =>
  data instanceof Float32Array ? 'float32' : data instanceof Uint8Array ? 'uint8' : 'int32';

/** A graph of these operations, whose operands are all handed in. */
export function graphOf({ operations, inputs, outputs }: OperationCase): StepGraph {
  const given = Object.entries(inputs);
  return {
    name: operations.at(-1)!.kind,
    batchSize: 1,
    tensors: new Map<string, TensorInfo>([
      ...given.map(([name, { shape, data }]) => [name, { shape, elementType: elementTypeOf(data) }] as const),
      ...Object.entries(outputs).map(([name, shape]) => [name, { shape, elementType: 'float32' }] as const),
    ]),
    inputs: given.map(([name]) => ({ name, role: 'input' })),
    state: [],
    operations,
    updates: new Map(),
    outputs: { logits: operations.at(-1)!.outputs[0] },
  };
}

/** For each output, the runtime's values on a device and the reference's in double precision. */
export async function runOperation(
  operationCase: OperationCase,
  { device, runtime }: { readonly device: Device; readonly runtime: Runtime },
): Promise<Readonly<Record<string, { readonly received: Float32Array; readonly expected: Float64Array }>>> {
  const graph = graphOf(operationCase);
  const names = Object.keys(operationCase.outputs);
  const { bytes } = compile(graph, { device, precision: 'fast', results: { kind: 'inspect', names } });
  const session = await runtime.InferenceSession.create(bytes, device.sessionOptions(1));
  const feeds = Object.entries(operationCase.inputs).map(([name, { shape, data }]) => [name, new runtime.Tensor(elementTypeOf(data), data, shape)] as const);
  const results = await session.run(Object.fromEntries(feeds.filter(([name]) => session.inputNames.includes(name))));
  await session.release();
  const judged = interpret(graph, new Map(Object.entries(operationCase.inputs).map(([name, { data }]) => [name, Float64Array.from(data)])));
  return Object.fromEntries(
    names.map((name) => [name, { received: results[inspectedName(name)]!.data as Float32Array, expected: judged.get(name)!.data }]),
  );
}
