import type { ForwardOperation, TensorName } from '@archetype/spec';
import type { Attributes, ElementType, Value } from '../emit/value.js';

/** The operations that an inference graph on float32 input consists of. */
export type InferenceKind = Exclude<
  ForwardOperation['kind'],
  'normalizePixels' | 'resizeBilinear2d' | 'repeatChannels' | 'batchNorm' | 'movingAverage' | 'dropout' | 'softmaxCrossEntropy' | 'countCorrect'
>;

export type InferenceOperation<Kind extends InferenceKind = InferenceKind> = Extract<ForwardOperation, { readonly kind: Kind }>;

/** An ONNX operator on values. */
export interface Application {
  readonly operator: string;
  readonly inputs: readonly Value[];
  readonly attributes?: Attributes;
}

/** What a translation sees of the file while it writes one operation. Shapes have a batch of one, on which no node may depend. */
export interface Exporting {
  read(name: TensorName): Value;
  shape(name: TensorName): readonly number[];
  /** A node on the way to the result, named `path/Operator`. */
  step(application: Application, shape: readonly number[], elementType?: ElementType): Value;
  /** Data of the operation's own, named `path/part`. */
  floats(part: string, shape: readonly number[], data: ArrayLike<number>): Value;
  integers(part: string, data: readonly number[]): Value;
}

/** Writes one operation in the operators that ONNX has for it; what it returns becomes the node that is named after the layer. */
export type Translation<Kind extends InferenceKind> = (operation: InferenceOperation<Kind>, exporting: Exporting) => Application;
