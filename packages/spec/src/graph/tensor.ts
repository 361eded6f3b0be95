/**
 * The name of a tensor in a graph.
 *
 * State keeps the name it has in a PyTorch `state_dict` (`features.0.weight`). Everything else has a colon, which no path can
 * hold: `features.0:output`, `features.1:mean`, `features.3:mask`; derived tensors append to the name they derive from:
 * `features.0.weight:gradient`, `features.0.weight:next`, `features.0.weight:velocity`.
 */
export type TensorName = string;

export type ElementType = 'float32' | 'uint8' | 'int32';

/** A tensor's shape, with the batch in it, and its element type. Activations are `[N, C, H, W]` or `[N, F]`; scalars are `[]`. */
export interface TensorInfo {
  readonly shape: readonly number[];
  readonly elementType: ElementType;
}
