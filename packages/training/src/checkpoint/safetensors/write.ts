import type { TensorName } from '@archetype/spec';
import { writeDurably } from '../writeDurably.js';
import { lengthBytes } from './header.js';
import type { TensorData } from './read.js';

/** So that the data begins at a multiple of it, and can be mapped into memory as it is. */
const alignment = 8;

/**
 * Writes a safetensors file of float32 tensors, atomically and durably, in the order given.
 *
 * @throws ArchetypeError when the disk is full or the folder cannot be written
 */
export async function writeSafetensors(
  path: string,
  tensors: ReadonlyMap<TensorName, TensorData>,
  metadata: ReadonlyMap<string, string> = new Map(),
): Promise<void> {
  await writeDurably(path, encodeSafetensors(tensors, metadata));
}

/** The file, in pieces that follow each other; the tensors' values are not copied. */
export function encodeSafetensors(
  tensors: ReadonlyMap<TensorName, TensorData>,
  metadata: ReadonlyMap<string, string> = new Map(),
): readonly Uint8Array[] {
  const entries: [string, unknown][] = metadata.size === 0 ? [] : [['__metadata__', Object.fromEntries(metadata)]];
  let end = 0;
  for (const [name, { shape, values }] of tensors) {
    const begin = end;
    end += values.byteLength;
    entries.push([name, { dtype: 'F32', shape, data_offsets: [begin, end] }]);
  }
  const json = new TextEncoder().encode(JSON.stringify(Object.fromEntries(entries)));
  const header = new Uint8Array(Math.ceil(json.length / alignment) * alignment).fill(0x20);
  header.set(json);
  const length = new Uint8Array(lengthBytes);
  new DataView(length.buffer).setBigUint64(0, BigInt(header.length), true);
  const data = [...tensors.values()].map(({ values }) => new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
  return [length, header, ...data];
}
