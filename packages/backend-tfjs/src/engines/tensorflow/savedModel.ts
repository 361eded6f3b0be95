import { bytesField, concatenated, floatField, integerField, message, textField } from './protobuf.js';
import type { Attribute, Binding } from './binding.js';

/** A node of a TensorFlow graph. Operands are `name:output`. */
export interface GraphNode {
  readonly name: string;
  readonly operation: string;
  readonly operands: readonly string[];
  readonly attributes: readonly Attribute[];
  /** The value of a `Const`. */
  readonly value?: ConstantValue;
}

export interface ConstantValue {
  readonly type: number;
  readonly shape: readonly number[];
  readonly values: Float32Array | Int32Array | Uint8Array;
}

/** The tag under which the graph is found again. */
export const graphTag = 'step';

/** From this version on, graphs mean what they mean today. */
const graphVersion = 1000;

/**
 * A graph as the file `saved_model.pb`, without variables: all that the C API of the native module can load as a whole.
 *
 * Source: tensorflow/core/protobuf/{saved_model,meta_graph}.proto, tensorflow/core/framework/{graph,node_def,attr_value,tensor}.proto.
 */
export function encodeSavedModel(binding: Binding, nodes: readonly GraphNode[]): Uint8Array {
  const graph = message(2, [...nodes.map((node) => message(1, encodeNode(binding, node))), message(4, [integerField(1, graphVersion)])]);
  const about = message(1, [textField(4, graphTag)]);
  return concatenated([integerField(1, 1), message(2, [about, graph])]);
}

function encodeNode(binding: Binding, { name, operation, operands, attributes, value }: GraphNode): readonly Uint8Array[] {
  return [
    textField(1, name),
    textField(2, operation),
    ...operands.map((operand) => textField(3, operand)),
    ...attributes.map((attribute) => entry(attribute.name, encodeAttribute(binding, attribute))),
    ...(value === undefined ? [] : [entry('value', message(8, encodeTensor(value)))]),
  ];
}

/** One entry of the map of attributes. */
const entry = (name: string, value: Uint8Array): Uint8Array => message(5, [textField(1, name), message(2, [value])]);

function encodeAttribute(binding: Binding, { type, value }: Attribute): Uint8Array {
  if (type === binding.TF_ATTR_TYPE) return integerField(6, value as number);
  if (type === binding.TF_ATTR_SHAPE) return message(7, encodeShape(value as readonly number[]));
  if (type === binding.TF_ATTR_FLOAT) return floatField(4, value as number);
  if (Array.isArray(value)) return message(1, (value as readonly number[]).map((each) => integerField(3, each)));
  if (typeof value === 'string') return textField(2, value);
  return typeof value === 'boolean' ? integerField(5, value ? 1 : 0) : integerField(3, value as number);
}

function encodeTensor({ type, shape, values }: ConstantValue): readonly Uint8Array[] {
  const content = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  return [integerField(1, type), message(2, encodeShape(shape)), bytesField(4, content)];
}

const encodeShape = (shape: readonly number[]): readonly Uint8Array[] => shape.map((size) => message(2, [integerField(1, size)]));
