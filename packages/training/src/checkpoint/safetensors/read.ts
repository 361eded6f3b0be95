import { open, type FileHandle } from 'node:fs/promises';
import { ArchetypeError, type TensorName } from '@archetype/spec';
import { fileFault } from '../fileFault.js';
import { toFloat32 } from './elementTypes.js';
import { headerLength, lengthBytes, parseHeader, type SafetensorsHeader } from './header.js';

/** A tensor outside of a program: row by row, in the canonical layout. */
export interface TensorData {
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

export interface SafetensorsContent {
  readonly metadata: ReadonlyMap<string, string>;
  readonly tensors: ReadonlyMap<TensorName, TensorData>;
}

/**
 * What a safetensors file holds, without its data: the header alone is read.
 *
 * @throws ArchetypeError with the file's name, when it cannot be read or breaks the format
 */
export async function readSafetensorsHeader(path: string): Promise<SafetensorsHeader> {
  return withFile(path, (file) => readHeader(path, file));
}

/**
 * Reads tensors as float32.
 *
 * @param names which; those that the file lacks are left out. @defaultValue all
 * @throws ArchetypeError with the file's name, when it cannot be read, breaks the format or holds an asked tensor as something that is no weight
 */
export async function readSafetensors(path: string, names?: ReadonlySet<TensorName>): Promise<SafetensorsContent> {
  return withFile(path, async (file) => {
    const { metadata, tensors, dataStart } = await readHeader(path, file);
    const content = new Map<TensorName, TensorData>();
    for (const [name, { type, shape, begin, end }] of tensors) {
      if (names !== undefined && !names.has(name)) continue;
      const bytes = await readBytes(path, file, dataStart + begin, end - begin);
      content.set(name, { shape, values: toFloat32(`${path} ${name}`, type, bytes) });
    }
    return { metadata, tensors: content };
  });
}

/** As `readSafetensors`, of bytes in memory. */
export function decodeSafetensors(name: string, bytes: Uint8Array): SafetensorsContent {
  const length = headerLength(name, bytes.subarray(0, lengthBytes), bytes.length);
  const { metadata, tensors, dataStart } = parseHeader(name, bytes.subarray(lengthBytes, lengthBytes + length), bytes.length);
  const content = new Map<TensorName, TensorData>();
  for (const [tensor, { type, shape, begin, end }] of tensors) {
    content.set(tensor, { shape, values: toFloat32(`${name} ${tensor}`, type, bytes.subarray(dataStart + begin, dataStart + end)) });
  }
  return { metadata, tensors: content };
}

async function readHeader(path: string, file: FileHandle): Promise<SafetensorsHeader> {
  const { size } = await file.stat();
  const length = headerLength(path, await readBytes(path, file, 0, Math.min(lengthBytes, size)), size);
  return parseHeader(path, await readBytes(path, file, lengthBytes, length), size);
}

async function readBytes(path: string, file: FileHandle, position: number, length: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(length);
  for (let done = 0; done < length; ) {
    const { bytesRead } = await file.read(bytes, done, length - done, position + done);
    if (bytesRead === 0) {
      throw new ArchetypeError({ code: 'safetensors-too-short', subject: path, problem: `the file was cut to ${position + done} bytes while it was read` });
    }
    done += bytesRead;
  }
  return bytes;
}

async function withFile<Result>(path: string, use: (file: FileHandle) => Promise<Result>): Promise<Result> {
  let file: FileHandle | undefined;
  try {
    file = await open(path, 'r');
    return await use(file);
  } catch (error) {
    throw fileFault(error, path, 'read');
  } finally {
    await file?.close();
  }
}
