import { create, toBinary } from '@bufbuild/protobuf';
import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import {
  GraphProtoSchema,
  ModelProtoSchema,
  NodeProtoSchema,
  OperatorSetIdProtoSchema,
  StringStringEntryProtoSchema,
  TensorProtoSchema,
  TypeProto_SequenceSchema,
  TypeProto_TensorSchema,
  TypeProtoSchema,
  ValueInfoProtoSchema,
} from 'onnx-buf';
import type { GraphProto } from 'onnx-buf';
import { constantsOf, nodeMessages, tensorInfo } from './messages.js';
import type { ValueName } from './messages.js';
import { shapeConstants } from './shapeConstants.js';
import { onnxTypeNumber } from './value.js';
import type { OnnxGraph, Value } from './value.js';
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
export const writeOnnx = (graph: OnnxGraph, options: FileOptions = {}): Uint8Array<ArrayBuffer> => joined(onnxPieces(graph, options));

/** The file in pieces that follow each other. The constants' data are pieces of their own and not copied: with weights they are nearly all of it. */
export function onnxPieces(graph: OnnxGraph, { shapes = 'inFile', unreturnable = false }: FileOptions = {}): readonly Uint8Array[] {
  const name = valueNames(graph);
  const edge = (label: string, value: Value) =>
    tensorInfo(label, value, (axis) => (shapes === 'atRun' ? `${label}[${axis}]` : axis === 0 ? graph.batchName : undefined));
  const message = create(GraphProtoSchema, {
    name: graph.name,
    node: nodeMessages(graph, name),
    input: [...graph.inputs, ...(shapes === 'inFile' ? [] : shapeConstants(graph))].map((value) => edge(name(value), value)),
    output: graph.outputs.map((output) => edge(output.name, output.value)),
  });
  return filePieces(message, { constants: constantsOf(graph), name, metadata: graph.metadata, unreturnable });
}

export interface FileContents extends Pick<FileOptions, 'unreturnable'>, Pick<OnnxGraph, 'metadata'> {
  readonly constants: readonly Value[];
  readonly name: ValueName;
}

/** A file of a graph that lacks its constants still. */
export function filePieces(graph: GraphProto, { constants, name, metadata, unreturnable = false }: FileContents): readonly Uint8Array[] {
  if (unreturnable) {
    const { node, info } = emptySequence();
    graph.node.unshift(node);
    graph.output.unshift(info);
  }
  const model = create(ModelProtoSchema, {
    irVersion: IR_VERSION,
    producerName: 'archetype',
    opsetImport: [create(OperatorSetIdProtoSchema, { domain: '', version: BigInt(OPSET) })],
    metadataProps: Object.entries(metadata).map(([key, value]) => create(StringStringEntryProtoSchema, { key, value })),
  });
  const wholeGraph = [
    toBinary(GraphProtoSchema, graph),
    ...constants.flatMap((value) => field(GraphProtoSchema.field.initializer.number, constantPieces(name(value), value))),
  ];
  return [toBinary(ModelProtoSchema, model), ...field(ModelProtoSchema.field.graph.number, wholeGraph)];
}

export function joined(pieces: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(byteLength(pieces));
  let end = 0;
  for (const piece of pieces) {
    bytes.set(piece, end);
    end += piece.length;
  }
  return bytes;
}

/** A field whose content has a length before it; the fields of a message may come in any order. */
function field(number: number, content: readonly Uint8Array[]): readonly Uint8Array[] {
  return [new BinaryWriter().tag(number, WireType.LengthDelimited).uint32(byteLength(content)).finish(), ...content];
}

const byteLength = (pieces: readonly Uint8Array[]): number => pieces.reduce((sum, piece) => sum + piece.length, 0);

const emptySequence = () => ({
  node: create(NodeProtoSchema, { name: UNRETURNABLE, opType: 'SequenceEmpty', output: [UNRETURNABLE] }),
  info: create(ValueInfoProtoSchema, {
    name: UNRETURNABLE,
    type: create(TypeProtoSchema, {
      value: { case: 'sequenceType', value: create(TypeProto_SequenceSchema, { elemType: create(TypeProtoSchema, { value: { case: 'tensorType', value: create(TypeProto_TensorSchema, { elemType: onnxTypeNumber.float32 }) } }) }) },
    }),
  }),
});

function constantPieces(name: string, value: Value): readonly Uint8Array[] {
  if (value.origin.kind !== 'constant') throw new Error(`${name} is not a constant`);
  const data = value.origin.data();
  const head = create(TensorProtoSchema, { name, dataType: onnxTypeNumber[value.elementType], dims: value.shape.map(BigInt) });
  return [
    toBinary(TensorProtoSchema, head),
    ...field(TensorProtoSchema.field.rawData.number, [new Uint8Array(data.buffer, data.byteOffset, data.byteLength)]),
  ];
}
