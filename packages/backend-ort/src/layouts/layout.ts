/**
 * How a tensor's elements are ordered in memory. The canonical order (NCHW, OIHW, [out, in]) is read as an array of `factors`;
 * storage axis i is factor `order[i]`, and the result is given `shape`.
 */
export interface Layout {
  /** Two layouts of one tensor are the same if their ids are. */
  readonly id: string;
  readonly factors: readonly number[];
  readonly order: readonly number[];
  readonly shape: readonly number[];
}

/** As PyTorch stores it. */
export const canonical = (shape: readonly number[]): Layout => ({ id: 'canonical', factors: shape, order: [...shape.keys()], shape });

/**
 * `[N, C, H, W]` as `[H, W, N, C]`: rows and columns are cut out by moving whole blocks of N·C, a channel's constant is a row, and a
 * 1×1 convolution is one matrix product.
 */
export const heightWidthBatchChannels = (shape: readonly number[]): Layout => {
  const [n, c, h, w] = shape as readonly [number, number, number, number];
  return { id: 'hwnc', factors: shape, order: [2, 3, 0, 1], shape: [h, w, n, c] };
};

/** A convolution's weight `[O, I, kH, kW]` as `[kH·kW, I, O]`: one matrix `[I, O]` a tap. */
export const taps = (shape: readonly number[]): Layout => {
  const [o, i, kh, kw] = shape as readonly [number, number, number, number];
  return { id: 'taps', factors: shape, order: [2, 3, 1, 0], shape: [kh * kw, i, o] };
};

/** Features that were flattened from `[C, H, W]`, in the order height, width, channel: `[·, C·H·W]` without moving the activations' channels. */
export const channelsLastFeatures = (rows: number, [c, h, w]: readonly [number, number, number]): Layout => ({
  id: `features ${h}x${w}x${c}`,
  factors: [rows, c, h, w],
  order: [0, 2, 3, 1],
  shape: [rows, h * w * c],
});

/** The element order of `to`, given data in the order of `from`; both are layouts of one tensor. */
export function convert(data: Float32Array, from: Layout, to: Layout): Float32Array {
  if (from.id === to.id) return data;
  const plain = from.id === 'canonical' ? data : rearrange(data, from, 'toCanonical');
  return to.id === 'canonical' ? plain : rearrange(plain, to, 'fromCanonical');
}

function rearrange(data: Float32Array, layout: Layout, direction: 'toCanonical' | 'fromCanonical'): Float32Array {
  const strides = canonicalStrides(layout.factors);
  const sizes = layout.order.map((axis) => layout.factors[axis]!);
  const steps = layout.order.map((axis) => strides[axis]!);
  const result = new Float32Array(data.length);
  const index = new Array<number>(sizes.length).fill(0);
  let offset = 0;
  for (let stored = 0; stored < data.length; stored++) {
    if (direction === 'toCanonical') result[offset] = data[stored]!;
    else result[stored] = data[offset]!;
    for (let axis = sizes.length - 1; axis >= 0; axis--) {
      offset += steps[axis]!;
      index[axis]!++;
      if (index[axis]! < sizes[axis]!) break;
      offset -= steps[axis]! * sizes[axis]!;
      index[axis] = 0;
    }
  }
  return result;
}

function canonicalStrides(shape: readonly number[]): readonly number[] {
  const strides = new Array<number>(shape.length).fill(1);
  for (let axis = shape.length - 2; axis >= 0; axis--) strides[axis] = strides[axis + 1]! * shape[axis + 1]!;
  return strides;
}
