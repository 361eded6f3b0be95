import * as ort from 'onnxruntime-node';
import { cpu } from '../src/devices/cpu.js';
import { createBuilder } from '../src/emit/builder.js';
import { createOperators } from '../src/emit/operators.js';
import type { Operators } from '../src/emit/operators.js';
import { writeOnnx } from '../src/emit/protobuf.js';
import type { Value } from '../src/emit/value.js';

/** Writes nodes, runs them on the runtime with the given inputs, and returns the named results. */
export async function runValues(
  inputs: Readonly<Record<string, { readonly shape: readonly number[]; readonly data: Float32Array }>>,
  write: (g: Operators, inputs: Readonly<Record<string, Value>>) => Readonly<Record<string, Value>>,
): Promise<Readonly<Record<string, Float32Array>>> {
  const builder = createBuilder();
  const g = createOperators(builder);
  const values = Object.fromEntries(Object.entries(inputs).map(([name, { shape }]) => [name, builder.input(name, 'float32', shape)]));
  const outputs = Object.entries(write(g, values)).map(([name, value]) => ({ name, value }));
  const session = await ort.InferenceSession.create(writeOnnx(builder.finish('test', outputs, {})), cpu.sessionOptions(1));
  const feeds = Object.fromEntries(Object.entries(inputs).map(([name, { shape, data }]) => [name, new ort.Tensor('float32', data, shape)]));
  const results = await session.run(feeds);
  await session.release();
  return Object.fromEntries(outputs.map(({ name }) => [name, results[name]!.data as Float32Array]));
}
