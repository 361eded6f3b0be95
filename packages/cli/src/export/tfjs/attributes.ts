type Type = 'float32' | 'int32';

/** An attribute of a node, before it is put as TensorFlow's protocol buffers write JSON. */
export type Attribute =
  | { readonly type: Type }
  | { readonly ints: readonly number[] }
  | { readonly int: number }
  | { readonly float: number }
  | { readonly flag: boolean }
  | { readonly text: string }
  | { readonly shape: readonly number[] }
  | { readonly constant: { readonly type: Type; readonly shape: readonly number[] } };

const TYPES = { float32: 'DT_FLOAT', int32: 'DT_INT32' } as const;

/** https://github.com/tensorflow/tensorflow/blob/master/tensorflow/core/framework/attr_value.proto; text is base64. */
export function attributesOf(attributes: Readonly<Record<string, Attribute>>): object {
  return Object.fromEntries(Object.entries(attributes).map(([name, attribute]) => [name, valueOf(attribute)]));
}

function valueOf(attribute: Attribute): object {
  if ('type' in attribute) return { type: TYPES[attribute.type] };
  if ('ints' in attribute) return { list: { i: attribute.ints } };
  if ('int' in attribute) return { i: attribute.int };
  if ('float' in attribute) return { f: attribute.float };
  if ('flag' in attribute) return { b: attribute.flag };
  if ('text' in attribute) return { s: Buffer.from(attribute.text).toString('base64') };
  if ('shape' in attribute) return { shape: shapeOf(attribute.shape) };
  return { tensor: { dtype: TYPES[attribute.constant.type], tensorShape: shapeOf(attribute.constant.shape) } };
}

export const shapeOf = (shape: readonly number[]) => ({ dim: shape.map((size) => ({ size: String(size) })) });
