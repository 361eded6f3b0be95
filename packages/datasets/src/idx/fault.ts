import { ArchetypeError } from '@archetype/spec';

/** What is wrong with a file, and where. */
export interface FileFault {
  readonly code: string;
  /** The file's path, or another name of the bytes. */
  readonly file: string;
  /** One sentence: what is wrong. */
  readonly problem: string;
  /** Where, in bytes from the beginning; two numbers where only a range is known. */
  readonly offset: number | readonly [number, number];
  /** Whether the offset counts bytes of the file itself or of what it inflates to. */
  readonly inflated?: boolean;
  readonly expected: string;
  readonly found: string;
  readonly remedy: string;
  readonly cause?: unknown;
}

/** The error for a file whose bytes are not what they must be. */
export function fileFault({ code, file, problem, offset, inflated = false, expected, found, remedy, cause }: FileFault): ArchetypeError {
  const place = typeof offset === 'number' ? `at offset ${offset}` : `between offsets ${offset[0]} and ${offset[1]}`;
  return new ArchetypeError(
    {
      code,
      subject: file,
      problem,
      details: [`${place}${inflated ? ' of the inflated data' : ''}: expected ${expected}, found ${found}`],
      remedy,
    },
    cause === undefined ? undefined : { cause },
  );
}

/** `0 bytes`, `1 byte`, `2 bytes`. */
export function countBytes(count: number): string {
  return count === 1 ? '1 byte' : `${count} bytes`;
}

/** Bytes as they are shown in messages: `00 00 08 03`. */
export function hexBytes(bytes: Uint8Array): string {
  return bytes.length === 0 ? 'the end' : Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join(' ');
}
