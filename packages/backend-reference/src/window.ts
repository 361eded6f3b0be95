import type { Window2d } from '@archetype/spec';
import type { Sizes } from './tensor.js';

/**
 * Slides a window over every plane `[n, c]`: calls `visit` with the position of an output element and that of an input element
 * under its window, for all such pairs inside the input, row-major within a window.
 */
export function forEachInWindows(
  { kernelSize: [kernelHeight, kernelWidth], stride, padding: [top, left], dilation }: Window2d,
  [batch, channels, height, width]: Sizes,
  [, , outputHeight, outputWidth]: Sizes,
  visit: (output: number, input: number) => void,
): void {
  let output = 0;
  for (let plane = 0; plane < batch * channels; plane++) {
    for (let i = 0; i < outputHeight; i++) {
      for (let j = 0; j < outputWidth; j++, output++) {
        for (let a = 0; a < kernelHeight; a++) {
          const h = i * stride[0] - top + a * dilation[0];
          if (h < 0 || h >= height) continue;
          for (let b = 0; b < kernelWidth; b++) {
            const w = j * stride[1] - left + b * dilation[1];
            if (w < 0 || w >= width) continue;
            visit(output, (plane * height + h) * width + w);
          }
        }
      }
    }
  }
}
