import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { readIdxFile } from '@archetype/datasets';
import { ArchetypeError } from '@archetype/spec';
import { fitTo, type FittedImage } from './fit.js';
import { isPng } from './png.js';

/** One image, ready for the network: uint8 pixels of the size that the run was trained on. */
export interface ReadImage {
  /** The file, and for one of many the number in it. */
  readonly name: string;
  readonly pixels: Uint8Array;
  readonly changes: readonly string[];
}

export interface ReadOptions {
  /** Of the images that the run was trained on. */
  readonly width: number;
  readonly height: number;
  readonly invert: boolean;
  /** Images of each IDX file. @defaultValue all */
  readonly limit?: number;
}

/** Reads a PNG, or every image of an IDX file, told by its first bytes. */
export async function readImages(path: string, options: ReadOptions): Promise<readonly ReadImage[]> {
  const bytes = await readFile(path).catch((error: NodeJS.ErrnoException) => {
    const problem = error.code === 'ENOENT' ? 'there is no such file' : error.code === 'EISDIR' ? 'this is a folder; name the images in it' : error.message;
    throw new ArchetypeError({ code: 'file-unreadable', subject: path, problem }, { cause: error });
  });
  if (isPng(bytes)) {
    const { decodePng } = await import('./png.js');
    return [prepare(basename(path), decodePng(bytes, path), options)];
  }
  if (isIdx(bytes)) return readIdxImages(path, options);
  throw new ArchetypeError({
    code: 'image-kind-unknown',
    subject: path,
    problem: `this is neither a PNG nor an IDX file${guess(bytes)}`,
    remedy: 'convert it to PNG',
  });
}

async function readIdxImages(path: string, options: ReadOptions): Promise<readonly ReadImage[]> {
  const { array } = await readIdxFile(path);
  const [count = 0, height = 0, width = 0] = array.shape;
  if (array.type !== 'uint8' || array.shape.length !== 3 || array.shape.includes(0)) {
    throw new ArchetypeError({
      code: 'idx-not-images',
      subject: path,
      problem: `an IDX file of images is uint8 [count, height, width], none of them 0; this one is ${array.type} [${array.shape.join(', ')}]`,
      ...(array.shape.length === 1 && { remedy: 'this looks like a file of labels: name the file of images beside it' }),
    });
  }
  const size = height * width;
  return Array.from({ length: Math.min(count, options.limit ?? count) }, (_, index) => {
    const pixels = Float32Array.from(array.data.subarray(index * size, (index + 1) * size));
    return prepare(`${basename(path)}[${index}]`, { image: { width, height, pixels }, changes: [] }, options);
  });
}

function prepare(name: string, { image, changes }: FittedImage, { width, height, invert }: ReadOptions): ReadImage {
  const upright = invert ? { ...image, pixels: image.pixels.map((value) => 255 - value) } : image;
  const fitted = fitTo(upright, width, height);
  return {
    name,
    pixels: Uint8Array.from(fitted.image.pixels, (value) => Math.round(Math.min(255, Math.max(0, value)))),
    changes: [...changes, ...(invert ? ['inverted'] : []), ...fitted.changes],
  };
}

const isGzip = (bytes: Uint8Array): boolean => bytes[0] === 0x1f && bytes[1] === 0x8b;

/** Two zero bytes, the type, the number of dimensions; or gzipped, which the reader then looks into. */
const isIdx = (bytes: Uint8Array): boolean => isGzip(bytes) || (bytes.length >= 4 && bytes[0] === 0 && bytes[1] === 0 && (bytes[2] ?? 0) >= 8);

function guess(bytes: Uint8Array): string {
  if (bytes.length === 0) return ' (it is empty)';
  if (bytes[0] === 0xff && bytes[1] === 0xd8) return ' but a JPEG';
  if (bytes[0] === 0x47 && bytes[1] === 0x49) return ' but a GIF';
  return '';
}
