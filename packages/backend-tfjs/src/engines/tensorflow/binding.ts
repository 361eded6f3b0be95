/**
 * The native module of `@tensorflow/tfjs-node`: TensorFlow's C API for eager execution, operation by operation, and for saved models. Used directly, without
 * the package's JavaScript: that wraps every result in a `tf.Tensor` and asks the global engine for each attribute.
 */
export interface Binding {
  readonly TF_Version: string;
  readonly TF_FLOAT: number;
  readonly TF_INT32: number;
  readonly TF_INT64: number;
  readonly TF_BOOL: number;
  readonly TF_UINT8: number;
  readonly TF_ATTR_STRING: number;
  readonly TF_ATTR_INT: number;
  readonly TF_ATTR_FLOAT: number;
  readonly TF_ATTR_BOOL: number;
  readonly TF_ATTR_TYPE: number;
  readonly TF_ATTR_SHAPE: number;
  createTensor(shape: readonly number[], type: number, values: Float32Array | Int32Array | Uint8Array): number;
  deleteTensor(id: number): void;
  tensorDataSync(id: number): Float32Array | Int32Array | Uint8Array;
  executeOp(name: string, attributes: readonly Attribute[], inputs: readonly number[], outputs: number): readonly Output[];
  /** @param tags separated by commas */
  loadSavedModel(folder: string, tags: string): number;
  deleteSavedModel(model: number): void;
  /** @param inputNames `node:output`, separated by commas, as many as inputs */
  runSavedModel(model: number, inputs: readonly number[], inputNames: string, outputNames: string): readonly Output[];
  isUsingGpuDevice(): boolean;
}

/** The third field is read by its type: integers, type numbers, strings, a list of integers. */
export interface Attribute {
  readonly name: string;
  readonly type: number;
  readonly value: number | string | boolean | readonly number[];
}

export interface Output {
  readonly id: number;
  readonly shape: number[];
  readonly dtype: number;
}
