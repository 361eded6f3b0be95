import { create, toBinary } from '@bufbuild/protobuf';
import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import {
  AttributeProto_AttributeType,
  AttributeProtoSchema,
  GraphProtoSchema,
  ModelProtoSchema,
  NodeProtoSchema,
  OperatorSetIdProtoSchema,
  StringStringEntryProtoSchema,
  TensorProtoSchema,
  TensorShapeProto_DimensionSchema,
  TensorShapeProtoSchema,
  TypeProto_SequenceSchema,
  TypeProto_TensorSchema,
  TypeProtoSchema,
  ValueInfoProtoSchema,
} from 'onnx-buf';
import { shapeConstants } from './shapeConstants.js';
import { onnxTypeNumber } from './value.js';
import type { Attribute, OnnxGraph, Value } from './value.js';
import { valueNames } from './valueNames.js';

/** https://onnx.ai/onnx/repo-docs/Versioning.html: IR version 8 is the first that allows opset 18. */
const IR_VERSION = 8n;
const OPSET = 18;

export interface FileOptions {
  /**
   * `atRun`: the runtime learns shapes only as it runs. Sides of inputs and outputs have names instead of numbers, and constants that would tell a shape are inputs with a default, which one
   * need not feed. A runtime that knows shapes beforehand lets a tensor have the memory of a dead one of the same shape, and keeps that memory in between, which may be from the
   * forward pass until late in the backward pass: AlexNet's values then take 487 MB at once instead of 380.
   * @defaultValue 'inFile'
   */
  readonly shapes?: 'inFile' | 'atRun';
  /** Whether the first output is `UNRETURNABLE`. @defaultValue false */
  readonly unreturnable?: boolean | undefined;
}

/** An empty sequence: a result that bindings for JavaScript, which know tensors alone, cannot hand on. */
export const UNRETURNABLE = 'unreturnable';

/** Serialises a finished graph as an ONNX file (https://github.com/onnx/onnx/blob/main/onnx/onnx.proto). The same graph gives the same bytes. */
export function writeOnnx(graph: OnnxGraph, options: FileOptions = {}): Uint8Array<ArrayBuffer> {
  const pieces = onnxPieces(graph, options);
  const bytes = new Uint8Array(byteLength(pieces));
  let end = 0;
  for (const piece of pieces) {
    bytes.set(piece, end);
    end += piece.length;
  }
  return bytes;
}

/** The file in pieces that follow each other. The constants' data are pieces of their own and not copied: with weights they are nearly all of it. */
export function onnxPieces(graph: OnnxGraph, { shapes = 'inFile', unreturnable = false }: FileOptions = {}): readonly Uint8Array[] {
  const name = valueNames(graph);
  const info = (label: string, value: Value, sideName: SideName = (axis) => (axis === 0 ? graph.batchName : undefined)) =>
    create(ValueInfoProtoSchema, { name: label, type: create(TypeProtoSchema, { value: { case: 'tensorType', value: tensorType(value, sideName) } }) });
  const named = (label: string, value: Value) => info(label, value, (axis) => `${label}[${axis}]`);
  const edge = shapes === 'inFile' ? info : named;
  const inputs = [...graph.inputs, ...(shapes === 'inFile' ? [] : shapeConstants(graph))].map((value) => edge(name(value), value));
  const outputs = graph.outputs.map((output) => edge(output.name, output.value));

  const constants = new Map<number, Value>();
  for (const value of [...graph.nodes.flatMap((node) => node.inputs), ...graph.outputs.map((output) => output.value)]) {
    if (value.origin.kind === 'constant') constants.set(value.id, value);
  }

  const nodes = graph.nodes.map((node) =>
    create(NodeProtoSchema, {
      name: node.name,
      opType: node.operator,
      input: node.inputs.map(name),
      output: node.outputs.map(name),
      attribute: Object.entries(node.attributes).map(([key, attribute]) => writeAttribute(key, attribute)),
    }),
  );
  // An output is written under its own name where the value already goes by another.
  for (const output of graph.outputs) {
    if (name(output.value) === output.name) continue;
    nodes.push(create(NodeProtoSchema, { name: `${output.name}/Identity`, opType: 'Identity', input: [name(output.value)], output: [output.name] }));
  }

  const sequence = unreturnable ? emptySequence() : undefined;
  const model = create(ModelProtoSchema, {
    irVersion: IR_VERSION,
    producerName: 'archetype',
    opsetImport: [create(OperatorSetIdProtoSchema, { domain: '', version: BigInt(OPSET) })],
    metadataProps: Object.entries(graph.metadata).map(([key, value]) => create(StringStringEntryProtoSchema, { key, value })),
  });
  const withoutConstants = create(GraphProtoSchema, {
    name: graph.name,
    node: [...(sequence ? [sequence.node] : []), ...nodes],
    input: inputs,
    output: [...(sequence ? [sequence.info] : []), ...outputs],
  });
  const wholeGraph = [
    toBinary(GraphProtoSchema, withoutConstants),
    ...[...constants.values()].flatMap((value) => field(GraphProtoSchema.field.initializer.number, constantPieces(name(value), value))),
  ];
  return [toBinary(ModelProtoSchema, model), ...field(ModelProtoSchema.field.graph.number, wholeGraph)];
}

/** A field whose content has a length before it; the fields of a message may come in any order. */
function field(number: number, content: readonly Uint8Array[]): readonly Uint8Array[] {
  return [new BinaryWriter().tag(number, WireType.LengthDelimited).uint32(byteLength(content)).finish(), ...content];
}

const byteLength = (pieces: readonly Uint8Array[]): number => pieces.reduce((sum, piece) => sum + piece.length, 0);

/** What the side of an axis is called, where it is not told as a number. */
type SideName = (axis: number) => string | undefined;

const tensorType = (value: Value, sideName: SideName) =>
  create(TypeProto_TensorSchema, {
    elemType: onnxTypeNumber[value.elementType],
    shape: create(TensorShapeProtoSchema, {
      dim: value.shape.map((side, axis) => {
        const called = sideName(axis);
        return create(TensorShapeProto_DimensionSchema, { value: called === undefined ? { case: 'dimValue', value: BigInt(side) } : { case: 'dimParam', value: called } });
      }),
    }),
  });

const emptySequence = () => ({
  node: create(NodeProtoSchema, { name: UNRETURNABLE, opType: 'SequenceEmpty', output: [UNRETURNABLE] }),
  info: create(ValueInfoProtoSchema, {
    name: UNRETURNABLE,
    type: create(TypeProtoSchema, {
      value: { case: 'sequenceType', value: create(TypeProto_SequenceSchema, { elemType: create(TypeProtoSchema, { value: { case: 'tensorType', value: create(TypeProto_TensorSchema, { elemType: onnxTypeNumber.float32 }) } }) }) },
    }),
  }),
});

function writeAttribute(name: string, attribute: Attribute) {
  if ('int' in attribute) return create(AttributeProtoSchema, { name, type: AttributeProto_AttributeType.INT, i: BigInt(attribute.int) });
  if ('float' in attribute) return create(AttributeProtoSchema, { name, type: AttributeProto_AttributeType.FLOAT, f: attribute.float });
  return create(AttributeProtoSchema, { name, type: AttributeProto_AttributeType.INTS, ints: attribute.ints.map(BigInt) });
}

function constantPieces(name: string, value: Value): readonly Uint8Array[] {
  if (value.origin.kind !== 'constant') throw new Error(`${name} is not a constant`);
  const data = value.origin.data();
  const head = create(TensorProtoSchema, { name, dataType: onnxTypeNumber[value.elementType], dims: value.shape.map(BigInt) });
  return [
    toBinary(TensorProtoSchema, head),
    ...field(TensorProtoSchema.field.rawData.number, [new Uint8Array(data.buffer, data.byteOffset, data.byteLength)]),
  ];
}
