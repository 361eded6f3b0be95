import { resample, type GreyImage } from './resample.js';

export interface FittedImage {
  readonly image: GreyImage;
  /** What was done to the image, in words; empty when it was right as it was. */
  readonly changes: readonly string[];
}

/** Brings an image to a size: enlarged or shrunk as a whole, its sides' ratio kept, on black where that leaves room. */
export function fitTo(image: GreyImage, width: number, height: number): FittedImage {
  if (image.width === width && image.height === height) return { image, changes: [] };
  const scale = Math.min(width / image.width, height / image.height);
  const inner = { width: Math.max(1, Math.round(image.width * scale)), height: Math.max(1, Math.round(image.height * scale)) };
  const resized = resample(image, inner.width, inner.height);
  const changes = [`resized from ${image.width}×${image.height} to ${inner.width}×${inner.height}`];
  if (inner.width === width && inner.height === height) return { image: resized, changes };
  const left = Math.floor((width - inner.width) / 2);
  const top = Math.floor((height - inner.height) / 2);
  const pixels = new Float32Array(width * height);
  for (let y = 0; y < inner.height; y += 1) {
    pixels.set(resized.pixels.subarray(y * inner.width, (y + 1) * inner.width), (top + y) * width + left);
  }
  return { image: { width, height, pixels }, changes: [...changes, `centred on black, ${width}×${height}`] };
}
