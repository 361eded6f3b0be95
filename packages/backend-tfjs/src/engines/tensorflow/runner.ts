import type { StoredType, StoredValues, Tensor } from '../../tensor.js';
import type { Attribute, Binding, Output } from './binding.js';

/** Values of an operation's attributes; a number is an integer, and what is not one is written with `float`. */
export type AttributeValue = string | boolean | readonly number[] | number | { readonly float: number } | { readonly type: number };

/** Runs TensorFlow's operations on handles that count their references. */
export interface Runner {
  readonly binding: Binding;
  run(operation: string, attributes: Readonly<Record<string, AttributeValue>>, ...inputs: readonly Tensor[]): Tensor;
  runMany(operation: string, attributes: Readonly<Record<string, AttributeValue>>, inputs: readonly Tensor[], outputs: number): readonly Tensor[];
  /** An int32 vector (or a scalar) that an operation takes as an operand: a shape, axes, paddings. Kept for the next time. */
  integers(values: number | readonly number[], shape?: readonly number[]): Tensor;
  /** A float32 vector, kept likewise. */
  floats(values: readonly number[]): Tensor;
  /** A float32 scalar, kept likewise. */
  scalar(value: number): Tensor;
  write(values: StoredValues, shape: readonly number[], type: StoredType): Tensor;
  read(tensor: Tensor): StoredValues;
  /** A handle to what TensorFlow has given by another way than `run`. */
  adopt(output: Output): Tensor;
  /** What a graph must know of a tensor that it is given. */
  operand(tensor: Tensor): { readonly id: number; readonly shape: readonly number[]; readonly type: number };
  /** One more handle to the same data. */
  share(tensor: Tensor): Tensor;
  release(tensor: Tensor): void;
  /** TensorFlow's number for the type of the data, which for `bool` may be uint8. */
  typeOf(tensor: Tensor): number;
  /** Handles to data, without those that are kept as operands. */
  count(): number;
  /** Gives up what is kept as operands. */
  dispose(): void;
}

interface Data {
  readonly id: number;
  readonly type: number;
  references: number;
}

export function createRunner(binding: Binding): Runner {
  const stored = new Map<number, StoredType>([
    [binding.TF_FLOAT, 'float32'],
    [binding.TF_INT32, 'int32'],
    [binding.TF_INT64, 'int32'],
    [binding.TF_BOOL, 'bool'],
    [binding.TF_UINT8, 'bool'],
  ]);
  const kept = new Map<string, Tensor>();
  let live = 0;

  const dataOf = (tensor: Tensor): Data => tensor.dataId as Data;
  const handle = ({ id, shape, dtype }: Output): Tensor => {
    live += 1;
    const data: Data = { id, type: dtype, references: 1 };
    return { dataId: data, shape, dtype: stored.get(dtype)! };
  };
  const create = (values: StoredValues, shape: readonly number[], dtype: number): Tensor =>
    handle({ id: binding.createTensor(shape, dtype, values), shape: [...shape], dtype });
  const keep = (key: string, make: () => Tensor): Tensor => {
    const known = kept.get(key);
    if (known !== undefined) return known;
    const made = make();
    live -= 1;
    kept.set(key, made);
    return made;
  };
  const runMany: Runner['runMany'] = (operation, attributes, inputs, outputs) => {
    const written = Object.entries(attributes).map(([name, value]) => attribute(binding, name, value));
    return binding.executeOp(operation, written, inputs.map((input) => dataOf(input).id), outputs).map(handle);
  };

  return {
    binding,
    runMany,
    run: (operation, attributes, ...inputs) => runMany(operation, attributes, inputs, 1)[0]!,
    integers: (values, shape = typeof values === 'number' ? [] : [values.length]) =>
      keep(`integers ${shape.join()} of ${String(values)}`, () => create(Int32Array.from([values].flat()), shape, binding.TF_INT32)),
    floats: (values) => keep(`floats ${values.join()}`, () => create(Float32Array.from(values), [values.length], binding.TF_FLOAT)),
    scalar: (value) => keep(`scalar ${value}`, () => create(Float32Array.of(value), [], binding.TF_FLOAT)),
    // TensorFlow's boolean holds no 255: pixels and masks are its uint8.
    write: (values, shape, type) => create(values, shape, { float32: binding.TF_FLOAT, int32: binding.TF_INT32, bool: binding.TF_UINT8 }[type]),
    read: (tensor) => binding.tensorDataSync(dataOf(tensor).id),
    adopt: handle,
    operand: (tensor) => ({ id: dataOf(tensor).id, shape: tensor.shape, type: dataOf(tensor).type }),
    share(tensor) {
      dataOf(tensor).references += 1;
      return { ...tensor };
    },
    release(tensor) {
      const data = dataOf(tensor);
      data.references -= 1;
      if (data.references > 0) return;
      binding.deleteTensor(data.id);
      live -= 1;
    },
    typeOf: (tensor) => dataOf(tensor).type,
    count: () => live,
    dispose() {
      for (const tensor of kept.values()) binding.deleteTensor(dataOf(tensor).id);
      kept.clear();
    },
  };
}

function attribute(binding: Binding, name: string, value: AttributeValue): Attribute {
  if (typeof value === 'string') return { name, type: binding.TF_ATTR_STRING, value };
  if (typeof value === 'boolean') return { name, type: binding.TF_ATTR_BOOL, value };
  if (typeof value === 'number' || Array.isArray(value)) return { name, type: binding.TF_ATTR_INT, value: value as number | readonly number[] };
  if ('float' in value) return { name, type: binding.TF_ATTR_FLOAT, value: value.float };
  return { name, type: binding.TF_ATTR_TYPE, value: (value as { readonly type: number }).type };
}
