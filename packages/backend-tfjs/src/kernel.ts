import type { TensorName } from '@archetype/spec';
import type { OperationOf, OpKind, StepOperation } from '@archetype/training';
import type { Heap } from './device.js';
import type { Tensor } from './tensor.js';
import type { Workspace } from './workspace.js';

/** The tensors of an operation's names, in their order. */
type TensorsOf<Names extends readonly TensorName[]> = { -readonly [Index in keyof Names]: Tensor };

/** Runs one operation: takes its operands, which stay the caller's, and gives its results, which become the caller's. */
export type Run<Op extends StepOperation> = (...operands: TensorsOf<Op['inputs']>) => readonly Tensor[];

/**
 * Compiles one operation: all that can be worked out before the first batch is worked out here, once.
 * Tensors have the device's layout, `[N, H, W, C]` and `[kH, kW, I, O]` and `[in, out]`; shapes asked of `context` are the graph's own.
 */
export type Kernel<Op extends StepOperation, Context extends KernelContext = KernelContext> = (operation: Op, context: Context) => Run<Op>;

export interface KernelContext {
  /** The graph's shape of a tensor: `[N, C, H, W]`, `[N, F]`, `[O, I, kH, kW]`, … */
  shape(name: TensorName): readonly number[];
  readonly workspace: Workspace;
}

/** For kernels in TypeScript. */
export interface HeapContext extends KernelContext {
  readonly heap: Heap;
}

/** A way to run every operation. A backend that lacks one does not compile. */
export type KernelRegistry = { readonly [K in OpKind]: Kernel<OperationOf<K>> };

/** Better ways to run some operations where memory can be addressed. */
export type HeapRegistry = { readonly [K in OpKind]?: Kernel<OperationOf<K>, HeapContext> };

/** Better ways to run some operations, in kernels that only one runtime has. */
export type FusedRegistry = { readonly [K in OpKind]?: Kernel<OperationOf<K>> };
