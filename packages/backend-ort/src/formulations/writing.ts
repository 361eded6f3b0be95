import type { TensorName } from '@archetype/spec';
import type { Operators } from '../emit/operators.js';
import type { Value } from '../emit/value.js';
import type { Layout } from '../layouts/layout.js';
import type { PlanKind, PlanOperationOf } from '../plan/operations.js';
import type { ConvolutionFormulation } from './convolution/formulation.js';

/** What a formulation sees of the compiler while it writes an operation as ONNX nodes. */
export interface Writing {
  readonly g: Operators;
  /** The canonical shape of a tensor of the step graph. */
  shape(name: TensorName): readonly number[];
  /** The layout that the tensor is stored in. */
  layout(name: TensorName): Layout;
  /** The tensor's value, in its layout. */
  read(name: TensorName): Value;
  /** The tensor's value in another layout. */
  readAs(name: TensorName, layout: Layout): Value;
  /** Gives a tensor its value; `layout` is that of the value where it is not the tensor's own. */
  write(name: TensorName, value: Value, layout?: Layout): void;
  /** What was chosen for the convolution at this path. */
  convolution(path: string): ConvolutionFormulation;
}

/** Writes one operation as nodes. */
export type Writer<Kind extends PlanKind> = (operation: PlanOperationOf<Kind>, writing: Writing) => void;
