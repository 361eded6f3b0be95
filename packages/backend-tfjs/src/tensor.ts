import type { TensorInfo } from '@tensorflow/tfjs-core';

/**
 * A tensor on a device, as TensorFlow.js's kernels take and give it: a handle, a physical shape (`[N, H, W, C]` where the graph
 * says `[N, C, H, W]`) and an element type. Several handles may share data; the runtime counts references.
 */
export type Tensor = TensorInfo;

/** What a device stores: `bool` is TensorFlow.js's one-byte type, and carries uint8 pixels and masks. */
export type StoredType = 'float32' | 'int32' | 'bool';

export type StoredValues = Float32Array | Int32Array | Uint8Array;
