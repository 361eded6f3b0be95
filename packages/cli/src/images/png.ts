import { ArchetypeError } from '@archetype/spec';
import { convertIndexedToRgb, decode, type DecodedPng } from 'fast-png';
import type { FittedImage } from './fit.js';

/** A PNG may claim any size in a few bytes; this is more than any photograph. */
const MOST_PIXELS = 64 * 1024 * 1024;

/** Decodes a PNG of any colour type and depth to brightness, and says what that took. */
export function decodePng(bytes: Uint8Array, path: string): FittedImage {
  const { width, height } = sizeOf(bytes, path);
  if (width * height > MOST_PIXELS) {
    throw new ArchetypeError({ code: 'image-too-large', subject: path, problem: `${width}×${height} is more than ${MOST_PIXELS} pixels`, remedy: 'scale it down first' });
  }
  const { samples, channels, full } = samplesOf(decodedOrRefused(bytes, path));
  const pixels = new Float32Array(width * height);
  const coloured = channels >= 3;
  const opacity = channels === 2 || channels === 4;
  let seen = false;
  let grey = true;
  for (let index = 0; index < pixels.length; index += 1) {
    const at = index * channels;
    const red = samples[at] ?? 0;
    const green = coloured ? (samples[at + 1] ?? 0) : red;
    const blue = coloured ? (samples[at + 2] ?? 0) : red;
    const alpha = opacity ? (samples[at + channels - 1] ?? 0) / full : 1;
    grey &&= red === green && green === blue;
    seen ||= alpha < 1;
    // Luma of ITU-R BT.601, over black: what is transparent becomes the background of Fashion-MNIST.
    pixels[index] = ((0.299 * red + 0.587 * green + 0.114 * blue) / full) * 255 * alpha;
  }
  const changes = [...(grey ? [] : ['converted to grey']), ...(seen ? ['laid on black where it is transparent'] : [])];
  return { image: { width, height, pixels }, changes };
}

interface Samples {
  readonly samples: ArrayLike<number>;
  readonly channels: number;
  /** The value of white. */
  readonly full: number;
}

function samplesOf(png: DecodedPng): Samples {
  if (png.palette !== undefined) {
    return { samples: convertIndexedToRgb(png), channels: png.palette[0]?.length ?? 3, full: 255 };
  }
  const packed = png.depth < 8;
  return { samples: packed ? unpack(png) : png.data, channels: png.channels, full: 2 ** png.depth - 1 };
}

/** Greys of 1, 2 or 4 bits share bytes; rows begin at a whole byte. */
function unpack({ width, height, depth, data }: DecodedPng): Uint8Array {
  const samples = new Uint8Array(width * height);
  const rowBytes = Math.ceil((width * depth) / 8);
  const mask = 2 ** depth - 1;
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const bit = x * depth;
      samples[y * width + x] = ((data[y * rowBytes + (bit >> 3)] ?? 0) >> (8 - depth - (bit & 7))) & mask;
    }
  }
  return samples;
}

const SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a] as const;

export const isPng = (bytes: Uint8Array): boolean => SIGNATURE.every((byte, index) => bytes[index] === byte);

/** Width and height from the header, before anything is inflated. */
function sizeOf(bytes: Uint8Array, path: string): { readonly width: number; readonly height: number } {
  if (bytes.length < 24) throw damaged(path, `it ends after ${bytes.length} bytes`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return { width: view.getUint32(16), height: view.getUint32(20) };
}

function decodedOrRefused(bytes: Uint8Array, path: string): DecodedPng {
  try {
    return decode(bytes, { checkCrc: true });
  } catch (error) {
    throw damaged(path, error instanceof Error ? error.message : String(error), error);
  }
}

function damaged(path: string, why: string, cause?: unknown): ArchetypeError {
  return new ArchetypeError({ code: 'image-damaged', subject: path, problem: `this PNG cannot be read: ${why}`, remedy: 'copy or export it again' }, { cause });
}
