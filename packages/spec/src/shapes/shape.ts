/** A shape without the batch: `[C, H, W]`, or `[F]` once flat. */
export type Shape = ImageShape | FlatShape;
export type ImageShape = readonly [channels: number, height: number, width: number];
export type FlatShape = readonly [features: number];

export function isImage(shape: Shape): shape is ImageShape {
  return shape.length === 3;
}

/** For what has been checked: a flat shape here is a defect of ours. */
export function asImage(shape: Shape): ImageShape {
  if (!isImage(shape)) throw new TypeError(`[C, H, W] was promised, not [${shape.join(', ')}]`);
  return shape;
}

/** How many numbers one item of the batch has. */
export function elementsOf(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}

export function sameShape(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((size, i) => size === b[i]);
}

/** As people write it, with a batch of 1: `[1, 96, 54, 54]`. */
export function formatShape(shape: readonly number[]): string {
  return `[${[1, ...shape].join(', ')}]`;
}
