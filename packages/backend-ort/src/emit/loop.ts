import { create } from '@bufbuild/protobuf';
import { AttributeProto_AttributeType, AttributeProtoSchema, GraphProtoSchema, NodeProtoSchema } from 'onnx-buf';
import { attributeMessage, constantsOf, identity, nodeMessages, tensorInfo } from './messages.js';
import { filePieces, joined } from './protobuf.js';
import type { FileOptions } from './protobuf.js';
import type { OnnxGraph, Value } from './value.js';
import { valueNames } from './valueNames.js';

export interface LoopOptions extends Pick<FileOptions, 'unreturnable'> {
  /** Inputs of which each iteration has its own. All others are the same in each, but for those that are carried on. */
  readonly own: ReadonlySet<string>;
  /** Output by input: what takes the input's place in the next iteration. Both have the same shape. */
  readonly carried: ReadonlyMap<string, string>;
}

/** How many times the body runs: int64, no axes. */
export const ITERATIONS = 'iterations';

/** The name, in a file of a loop, of an input or output that has a further first axis: what iterations have of their own. */
export const ofEach = (name: string): string => `each/${name}`;

/** The name of a carried input: what the first iteration reads. */
export const before = (name: string): string => `before/${name}`;

/** The name of a carried output: what the last iteration made. */
export const after = (name: string): string => `after/${name}`;

/**
 * A file that runs a graph several times over by ONNX's Loop (https://onnx.ai/onnx/operators/onnx__Loop.html), so that what goes from one iteration to the next never leaves the
 * device. Outputs that are not carried are those of every iteration. An outer name cannot be one of the body, hence the prefixes.
 */
export function writeLoop(body: OnnxGraph, { own, carried, unreturnable }: LoopOptions): Uint8Array<ArrayBuffer> {
  const name = valueNames(body);
  const inputs = new Map(body.inputs.map((value) => [name(value), value]));
  const outputs = new Map(body.outputs.map((output) => [output.name, output.value]));
  const next = new Set(carried.values());
  const gathered = [...outputs.keys()].filter((each) => !next.has(each));
  const stacked = (label: string, { elementType, shape }: Value) => tensorInfo(ofEach(label), { elementType, shape: [0, ...shape] }, (axis) => (axis === 0 ? ITERATIONS : undefined));

  const iteration = create(GraphProtoSchema, {
    name: body.name,
    node: [
      ...[...own].map((each) =>
        create(NodeProtoSchema, { name: `${each}/Gather`, opType: 'Gather', input: [ofEach(each), 'iteration'], output: [each], attribute: [attributeMessage('axis', { int: 0 })] }),
      ),
      ...nodeMessages(body, name),
      identity('goes on', 'goes on still'),
    ],
    input: [
      tensorInfo('iteration', { elementType: 'int64', shape: [] }),
      tensorInfo('goes on', { elementType: 'bool', shape: [] }),
      ...[...carried.keys()].map((each) => tensorInfo(each, inputs.get(each)!)),
    ],
    output: [tensorInfo('goes on still', { elementType: 'bool', shape: [] }), ...[...carried.values(), ...gathered].map((each) => tensorInfo(each, outputs.get(each)!))],
  });
  const loop = create(NodeProtoSchema, {
    name: 'Loop',
    opType: 'Loop',
    input: [ITERATIONS, '', ...[...carried.keys()].map(before)],
    output: [...[...carried.values()].map(after), ...gathered.map(ofEach)],
    attribute: [create(AttributeProtoSchema, { name: 'body', type: AttributeProto_AttributeType.GRAPH, g: iteration })],
  });
  const whole = create(GraphProtoSchema, {
    name: body.name,
    node: [loop],
    input: [
      tensorInfo(ITERATIONS, { elementType: 'int64', shape: [] }),
      ...[...inputs].map(([label, value]) => (own.has(label) ? stacked(label, value) : tensorInfo(carried.has(label) ? before(label) : label, value))),
    ],
    output: [...[...carried.values()].map((each) => tensorInfo(after(each), outputs.get(each)!)), ...gathered.map((each) => stacked(each, outputs.get(each)!))],
  });
  return joined(filePieces(whole, { constants: constantsOf(body), name, metadata: body.metadata, unreturnable }));
}
