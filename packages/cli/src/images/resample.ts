/** One plane of brightness, 0 … 255, row-major. */
export interface GreyImage {
  readonly width: number;
  readonly height: number;
  readonly pixels: Float32Array;
}

/**
 * Resamples with a triangle filter, half-pixel centres, one axis after the other. When shrinking, the filter is as wide as the
 * source pixels that one output pixel covers, so that none of them is skipped; when enlarging it is plain bilinear.
 */
export function resample(image: GreyImage, width: number, height: number): GreyImage {
  const across = resampleRows(image, width);
  return transpose(resampleRows(transpose(across), height));
}

function resampleRows({ width: from, height, pixels }: GreyImage, width: number): GreyImage {
  const scale = from / width;
  const reach = Math.max(1, scale);
  const result = new Float32Array(width * height);
  for (let x = 0; x < width; x += 1) {
    const centre = (x + 0.5) * scale - 0.5;
    const first = Math.max(0, Math.ceil(centre - reach));
    const last = Math.min(from - 1, Math.floor(centre + reach));
    const weights = Array.from({ length: last - first + 1 }, (_, index) => 1 - Math.abs(first + index - centre) / reach);
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    for (let y = 0; y < height; y += 1) {
      const sum = weights.reduce((partial, weight, index) => partial + weight * (pixels[y * from + first + index] ?? 0), 0);
      result[y * width + x] = sum / total;
    }
  }
  return { width, height, pixels: result };
}

function transpose({ width, height, pixels }: GreyImage): GreyImage {
  const turned = new Float32Array(pixels.length);
  for (let y = 0; y < height; y += 1) for (let x = 0; x < width; x += 1) turned[x * height + y] = pixels[y * width + x] ?? 0;
  return { width: height, height: width, pixels: turned };
}
