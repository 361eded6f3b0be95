/** An array in double precision with its shape, row-major. Activations are `[N, C, H, W]` or `[N, F]`. */
export interface Tensor {
  readonly shape: readonly number[];
  readonly data: Float64Array;
}

export const elementCount = (shape: readonly number[]): number => shape.reduce((product, size) => product * size, 1);

export const zeros = (shape: readonly number[]): Tensor => ({ shape, data: new Float64Array(elementCount(shape)) });

export type Sizes = readonly [batch: number, channels: number, height: number, width: number];

/** The four sizes of `[N, C, H, W]`; `[N, F]` counts as `[N, F, 1, 1]`. */
export function sizesOf({ shape }: Tensor): Sizes {
  const [batch = 1, channels = 1, height = 1, width = 1] = shape;
  return [batch, channels, height, width];
}
