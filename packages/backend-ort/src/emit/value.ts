/** Element types that the emitted graphs use. */
export type ElementType = 'float32' | 'int32' | 'int64' | 'uint8' | 'bool';

/** TensorProto.DataType of onnx.proto. */
export const onnxTypeNumber: Readonly<Record<ElementType, number>> = { float32: 1, uint8: 2, int32: 6, int64: 7, bool: 9 };

export type ConstantData = Float32Array | BigInt64Array | Int32Array;

/** What an attribute holds; ONNX tells a float from an integer by its field, not by its value. */
export type Attribute = { readonly int: number } | { readonly float: number } | { readonly ints: readonly number[] };

export type Attributes = Readonly<Record<string, Attribute>>;

/**
 * A tensor of the ONNX graph under construction. Two values with the same `id` are the same tensor; the builder gives one value to
 * equal computations.
 */
export interface Value {
  readonly id: number;
  readonly shape: readonly number[];
  readonly elementType: ElementType;
  readonly origin: Origin;
}

export type Origin =
  | { readonly kind: 'input'; readonly name: string }
  /** The data is computed when the file is written: costs can be weighed without it. */
  | { readonly kind: 'constant'; readonly data: () => ConstantData }
  | { readonly kind: 'node'; readonly node: Node; readonly index: number };

/** One ONNX operator. */
export interface Node {
  /** Path of the layer / kind of the operation / operator, unique in the graph. */
  readonly name: string;
  readonly operator: string;
  readonly inputs: readonly Value[];
  readonly attributes: Attributes;
  readonly outputs: readonly Value[];
}

/** A finished graph: all that the file writer reads. Nodes come after those that make their inputs. */
export interface OnnxGraph {
  readonly name: string;
  readonly inputs: readonly Value[];
  readonly outputs: readonly { readonly name: string; readonly value: Value }[];
  readonly nodes: readonly Node[];
  /** Names of values by id, where one is better than that of the node. */
  readonly labels: ReadonlyMap<number, string>;
  /** Where the first side of every input and output is the batch and may be any: what it is called. Nothing in the nodes depends on it then. */
  readonly batchName?: string;
  /** Kept in the file's metadata. */
  readonly metadata: Readonly<Record<string, string>>;
}

/** A whole number among a node's attributes, where it has one of that name. */
export function intAttribute({ attributes }: Pick<Node, 'attributes'>, name: string): number | undefined {
  const attribute = attributes[name];
  return attribute !== undefined && 'int' in attribute ? attribute.int : undefined;
}

export const elements = (shape: readonly number[]): number => shape.reduce((product, side) => product * side, 1);

const bytesPerElement: Readonly<Record<ElementType, number>> = { float32: 4, int32: 4, int64: 8, uint8: 1, bool: 1 };

export const bytesOf = ({ shape, elementType }: Value): number => elements(shape) * bytesPerElement[elementType];
