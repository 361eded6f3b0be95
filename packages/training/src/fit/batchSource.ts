/** Images and labels of one step. */
export interface Batch {
  /** `[N, c, h, w]`, as stored. */
  readonly pixels: Uint8Array;
  readonly labels: Int32Array;
}

/**
 * Batches by number, so that a run can begin anywhere: the same arguments always give the same batch, whatever was asked before.
 * What is returned may be reused from the second call after.
 */
export interface BatchSource {
  /** Images in an epoch: those of all batches together. */
  readonly images: number;
  /** Batches in an epoch. */
  readonly batches: number;
  /**
   * @param epoch from 0
   * @param index in [0, batches)
   */
  batch(epoch: number, index: number): Batch;
}
