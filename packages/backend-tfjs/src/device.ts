import type { KernelFunc } from '@tensorflow/tfjs-core';
import type { FusedRegistry } from './kernel.js';
import type { StoredType, StoredValues, Tensor } from './tensor.js';

/** A kernel's operands by the kernel's names for them; `Concat` and its like take a list. */
export type KernelInputs = Readonly<Record<string, Tensor | undefined>> | readonly Tensor[];

/**
 * One of TensorFlow.js's runtimes, opened: its memory and its kernels, below the level of `tf.Tensor`, so that neither tape nor scopes
 * nor the current global backend are involved.
 */
export interface Device {
  /** `wasm`, `cpu`, … */
  readonly name: string;
  /** For the record: runtime and version, threads, and whatever was not as asked. */
  readonly environment: Readonly<Record<string, string | number | boolean>>;
  /** The kernel that TensorFlow.js registers under this name for this device. */
  kernel(name: string): KernelFunc | undefined;
  /** Calls a kernel; a complaint that the runtime only prints is thrown. */
  call(kernel: KernelFunc, inputs: KernelInputs, attributes: object): Tensor | Tensor[];
  /** Copies values to the device. */
  write(values: StoredValues, shape: readonly number[], type: StoredType): Tensor;
  read(tensor: Tensor): Promise<StoredValues>;
  /** One more handle to the same data. */
  alias(tensor: Tensor, shape: readonly number[]): Tensor;
  /** Gives a handle up; the data goes with the last one. */
  release(tensor: Tensor): void;
  /** How many tensors hold data on the device, whoever made them. */
  dataCount(): number;
  /** Which of several equal values in a window TensorFlow.js's gradient of max pooling takes for the maximum here. */
  readonly maximumAmongEqual: 'first' | 'last';
  /** Whether a product whose right side is to be transposed is right for every shape. @defaultValue true */
  readonly transposesRightSides?: boolean;
  /** Operations for which the runtime has kernels of its own. */
  readonly fused?: FusedRegistry;
  /** Whether the gradients of convolutions take padding that is what TensorFlow calls SAME. @defaultValue false */
  readonly padsGradients?: boolean;
  /**
   * Where the runtime runs a graph as a whole: writes down what `body` calls, from `operands` to the tensors that it returns,
   * which are given up. Everything else that it reads is constant.
   */
  record?(operands: readonly Tensor[], body: () => readonly Tensor[]): Recorded;
  /** Memory that this process can address, for kernels in TypeScript; a GPU has none. */
  readonly heap?: Heap;
  dispose(): Promise<void>;
}

/** A graph on a device, which takes the place of the calls that it was recorded from. */
export interface Recorded {
  /** New tensors, the caller's; the operands may differ from the recorded ones in their values alone. */
  run(operands: readonly Tensor[]): readonly Tensor[];
  dispose(): void;
}

/** A device's memory as typed arrays. A view is good until the next allocation: memory that grows may move. */
export interface Heap {
  /** A float32 tensor whose values are whatever was there. */
  allocate(shape: readonly number[]): Tensor;
  float32(tensor: Tensor): Float32Array;
  int32(tensor: Tensor): Int32Array;
  bytes(tensor: Tensor): Uint8Array;
}
