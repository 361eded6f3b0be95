import { formatShape, type Shape } from '../shapes/shape.js';
import type { ShapeResult } from './definition.js';

/** The answer of a layer that slides over height and width to a flat input. */
export function needsImage(input: Shape): ShapeResult {
  return {
    problems: [
      {
        code: 'needs-image-input',
        problem: `needs [N, C, H, W], received ${formatShape(input)}`,
        remedy: 'put the layer before flatten, or give the model an input of [channels, height, width]',
      },
    ],
  };
}
