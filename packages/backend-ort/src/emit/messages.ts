import { create } from '@bufbuild/protobuf';
import {
  AttributeProto_AttributeType,
  AttributeProtoSchema,
  NodeProtoSchema,
  TensorShapeProto_DimensionSchema,
  TensorShapeProtoSchema,
  TypeProto_TensorSchema,
  TypeProtoSchema,
  ValueInfoProtoSchema,
} from 'onnx-buf';
import type { NodeProto } from 'onnx-buf';
import { onnxTypeNumber } from './value.js';
import type { Attribute, OnnxGraph, Value } from './value.js';

/** How values are called in a file. */
export type ValueName = (value: Value) => string;

/** What the side of an axis is called, where it is not told as a number. */
export type SideName = (axis: number) => string | undefined;

const numbers: SideName = () => undefined;

/** A graph's nodes as a file holds them. An output is written under its own name where the value already goes by another. */
export function nodeMessages(graph: OnnxGraph, name: ValueName): NodeProto[] {
  const nodes = graph.nodes.map((node) =>
    create(NodeProtoSchema, {
      name: node.name,
      opType: node.operator,
      input: node.inputs.map(name),
      output: node.outputs.map(name),
      attribute: Object.entries(node.attributes).map(([key, attribute]) => attributeMessage(key, attribute)),
    }),
  );
  for (const output of graph.outputs) if (name(output.value) !== output.name) nodes.push(identity(name(output.value), output.name));
  return nodes;
}

export const identity = (from: string, to: string): NodeProto => create(NodeProtoSchema, { name: `${to}/Identity`, opType: 'Identity', input: [from], output: [to] });

/** What a file says of an input or output. */
export const tensorInfo = (label: string, { elementType, shape }: Pick<Value, 'elementType' | 'shape'>, sideName: SideName = numbers) =>
  create(ValueInfoProtoSchema, {
    name: label,
    type: create(TypeProtoSchema, {
      value: {
        case: 'tensorType',
        value: create(TypeProto_TensorSchema, {
          elemType: onnxTypeNumber[elementType],
          shape: create(TensorShapeProtoSchema, {
            dim: shape.map((side, axis) => {
              const called = sideName(axis);
              return create(TensorShapeProto_DimensionSchema, { value: called === undefined ? { case: 'dimValue', value: BigInt(side) } : { case: 'dimParam', value: called } });
            }),
          }),
        }),
      },
    }),
  });

/** The constants that a graph reads. */
export function constantsOf(graph: OnnxGraph): readonly Value[] {
  const constants = new Map<number, Value>();
  for (const value of [...graph.nodes.flatMap((node) => node.inputs), ...graph.outputs.map((output) => output.value)]) {
    if (value.origin.kind === 'constant') constants.set(value.id, value);
  }
  return [...constants.values()];
}

export function attributeMessage(name: string, attribute: Attribute) {
  if ('int' in attribute) return create(AttributeProtoSchema, { name, type: AttributeProto_AttributeType.INT, i: BigInt(attribute.int) });
  if ('float' in attribute) return create(AttributeProtoSchema, { name, type: AttributeProto_AttributeType.FLOAT, f: attribute.float });
  return create(AttributeProtoSchema, { name, type: AttributeProto_AttributeType.INTS, ints: attribute.ints.map(BigInt) });
}
