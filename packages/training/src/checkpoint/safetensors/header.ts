import { ArchetypeError, type TensorName } from '@archetype/spec';
import { duplicateKey } from './duplicateKey.js';
import { bytesPerElement, isSafetensorsType, type SafetensorsType } from './elementTypes.js';

/**
 * The beginning of a safetensors file: the header's length as an unsigned 64-bit little-endian integer, then the header as JSON,
 * `{"name": {"dtype", "shape", "data_offsets": [begin, end]}, …, "__metadata__": {"key": "text"}}`, then the data. Offsets count from the data's
 * beginning; the tensors fill it without holes or overlaps.
 *
 * Source: https://huggingface.co/docs/safetensors (format)
 */
export interface SafetensorsHeader {
  readonly metadata: ReadonlyMap<string, string>;
  /** In the order of their data. */
  readonly tensors: ReadonlyMap<TensorName, TensorEntry>;
  /** Where the data begins in the file. */
  readonly dataStart: number;
}

export interface TensorEntry {
  readonly type: SafetensorsType;
  readonly shape: readonly number[];
  /** From the beginning of the data. */
  readonly begin: number;
  readonly end: number;
}

/** Bytes of the length at the beginning. */
export const lengthBytes = 8;

/** The format's own limit. */
const maxHeaderBytes = 100_000_000;

/**
 * How long the header is.
 *
 * @param start the file's first 8 bytes, or all there are
 * @throws ArchetypeError `safetensors-too-short`, `safetensors-header-length`
 */
export function headerLength(file: string, start: Uint8Array, fileBytes: number): number {
  if (start.length < lengthBytes) {
    throw fault(file, 'safetensors-too-short', `${fileBytes} bytes are too few for the 8 bytes of the header's length`);
  }
  const length = new DataView(start.buffer, start.byteOffset, lengthBytes).getBigUint64(0, true);
  if (length > maxHeaderBytes) {
    throw fault(file, 'safetensors-header-length', `the header's length, ${length}, is above the format's limit of ${maxHeaderBytes} bytes`);
  }
  if (lengthBytes + Number(length) > fileBytes) {
    throw fault(file, 'safetensors-too-short', `the header needs ${length} bytes, but the file ends after ${fileBytes - lengthBytes}`);
  }
  return Number(length);
}

/**
 * Reads and checks the header.
 *
 * @param header the bytes of the JSON
 * @throws ArchetypeError `safetensors-header`, `safetensors-offsets`
 */
export function parseHeader(file: string, header: Uint8Array, fileBytes: number): SafetensorsHeader {
  const { __metadata__: metadata, ...entries } = parseObject(file, header);
  const dataStart = lengthBytes + header.length;
  const tensors = Object.entries(entries)
    .map(([name, value]) => [name, parseEntry(file, name, value)] as const)
    .toSorted(([, a], [, b]) => a.begin - b.begin || a.end - b.end);
  let end = 0;
  for (const [name, entry] of tensors) {
    if (entry.begin !== end) {
      const what = entry.begin > end ? 'leaves a hole after' : 'overlaps';
      throw fault(file, 'safetensors-offsets', `${JSON.stringify(name)} begins at ${entry.begin} and ${what} what ends at ${end}`);
    }
    end = entry.end;
  }
  if (dataStart + end !== fileBytes) {
    throw fault(file, 'safetensors-offsets', `the tensors end at ${end} of the data, which has ${fileBytes - dataStart} bytes`);
  }
  return { metadata: parseMetadata(file, metadata), tensors: new Map(tensors), dataStart };
}

/** What every damaged file has in common. */
export function fault(file: string, code: string, problem: string): ArchetypeError {
  return new ArchetypeError({ code, subject: file, problem, remedy: 'the file is damaged or no safetensors file: write it again' });
}

function parseObject(file: string, header: Uint8Array): Record<string, unknown> {
  let text: string;
  let value: unknown;
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(header);
    value = JSON.parse(text);
  } catch (error) {
    throw fault(file, 'safetensors-header', `the header is not JSON: ${(error as Error).message}`);
  }
  // The format wants the brace first, so that nobody hides bytes before it; padding is at the end.
  if (!isRecord(value) || !text.startsWith('{')) throw fault(file, 'safetensors-header', 'the header is not a JSON object');
  const twice = duplicateKey(text);
  if (twice !== undefined) throw fault(file, 'safetensors-header', `the header holds the key ${JSON.stringify(twice)} twice`);
  return value;
}

function parseMetadata(file: string, value: unknown): ReadonlyMap<string, string> {
  if (value === undefined) return new Map();
  if (!isRecord(value)) throw fault(file, 'safetensors-header', '__metadata__ is not an object');
  const entries = Object.entries(value).map(([key, text]) => {
    if (typeof text !== 'string') throw fault(file, 'safetensors-header', `__metadata__ holds ${JSON.stringify(key)}, which is not a text`);
    return [key, text] as const;
  });
  return new Map(entries);
}

function parseEntry(file: string, name: string, value: unknown): TensorEntry {
  const subject = JSON.stringify(name);
  if (!isRecord(value)) throw fault(file, 'safetensors-header', `${subject} is not an object`);
  const { dtype, shape, data_offsets: offsets } = value;
  if (typeof dtype !== 'string' || !isSafetensorsType(dtype)) {
    throw fault(file, 'safetensors-header', `${subject} has the unknown element type ${JSON.stringify(dtype)}`);
  }
  if (!isCounts(shape)) throw fault(file, 'safetensors-header', `${subject} has no valid shape`);
  if (!isCounts(offsets) || offsets.length !== 2) throw fault(file, 'safetensors-header', `${subject} has no valid data_offsets`);
  const [begin, end] = offsets as [number, number];
  const bytes = shape.reduce((product, size) => product * size, bytesPerElement(dtype));
  if (end - begin !== bytes) {
    const arithmetic = `[${shape.join(', ')}] of ${dtype} is ${bytes} bytes, but data_offsets [${begin}, ${end}] holds ${end - begin}`;
    throw fault(file, 'safetensors-offsets', `${subject}: ${arithmetic}`);
  }
  return { type: dtype, shape, begin, end };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isCounts(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((count) => Number.isSafeInteger(count) && count >= 0);
}
