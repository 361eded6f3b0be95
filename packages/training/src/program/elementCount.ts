/** How many values a tensor of this shape holds. */
export const elementCount = (shape: readonly number[]): number => shape.reduce((product, size) => product * size, 1);
