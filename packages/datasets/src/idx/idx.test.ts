import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { ArchetypeError } from '@archetype/spec';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { idxTypes, type IdxType } from './format.js';
import { decodeIdx, encodeIdx, readIdxFile, writeIdxFile, type IdxArray } from './index.js';

/** IDX arrays of every type and of rank 0 to 5, their elements any bits (so NaNs with payloads too). */
const idxArrays: fc.Arbitrary<IdxArray> = fc
  .tuple(fc.constantFrom(...(Object.keys(idxTypes) as IdxType[])), fc.array(fc.nat({ max: 5 }), { maxLength: 5 }))
  .chain(([type, shape]) => {
    const { bytes, over } = idxTypes[type];
    const size = bytes * shape.reduce((product, length) => product * length, 1);
    return fc.uint8Array({ minLength: size, maxLength: size }).map((raw) => ({ type, shape, data: over(raw.slice().buffer) }) as IdxArray);
  });

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'idx-'));
});
afterAll(() => rm(folder, { recursive: true }));

const bits = ({ type, shape, data }: IdxArray) => ({ type, shape, bytes: [...new Uint8Array(data.buffer)] });

/** Writes bytes to a file and reads it as IDX. */
async function readBytes(bytes: Uint8Array, maxBytes?: number) {
  const path = join(folder, 'file');
  await writeFile(path, bytes);
  return readIdxFile(path, maxBytes === undefined ? {} : { maxBytes });
}

describe('the IDX format', () => {
  // One element sequence of each type, written by hand from the description of the format.
  it.each([
    ['uint8', [0, 0, 8, 1, 0, 0, 0, 2, 7, 255], [2], Uint8Array.of(7, 255)],
    ['int8', [0, 0, 9, 1, 0, 0, 0, 2, 7, 255], [2], Int8Array.of(7, -1)],
    ['int16', [0, 0, 0x0b, 2, 0, 0, 0, 1, 0, 0, 0, 2, 1, 2, 255, 254], [1, 2], Int16Array.of(258, -2)],
    ['int32', [0, 0, 0x0c, 1, 0, 0, 0, 1, 255, 255, 255, 254], [1], Int32Array.of(-2)],
    ['float32', [0, 0, 0x0d, 1, 0, 0, 0, 1, 0x3f, 0x80, 0, 0], [1], Float32Array.of(1)],
    ['float64', [0, 0, 0x0e, 0, 0xc0, 0, 0, 0, 0, 0, 0, 0], [], Float64Array.of(-2)],
  ] as const)('holds %s big-endian', (type, bytes, shape, data) => {
    expect(decodeIdx(Uint8Array.from(bytes))).toEqual({ type, shape, data });
    expect([...encodeIdx({ type, shape, data } as IdxArray)]).toEqual([...bytes]);
  });

  it('round-trips every array bit for bit, in memory, plain and gzipped', async () => {
    await fc.assert(
      fc.asyncProperty(idxArrays, fc.constantFrom('a', 'a.gz'), async (array, name) => {
        const path = join(folder, name);
        expect(bits(decodeIdx(encodeIdx(array)))).toEqual(bits(array));
        await writeIdxFile(path, array);
        const read = await readIdxFile(path);
        expect(bits(read.array)).toEqual(bits(array));
        const file = await readFile(path);
        expect(Buffer.from(name.endsWith('.gz') ? gunzipSync(file) : file).equals(encodeIdx(array))).toBe(true);
        expect(read.bytes).toBe(file.length);
      }),
    );
  });

  it('reads a file of many pieces whose header and elements straddle gzip members', async () => {
    const data = Uint8Array.from({ length: 1_000_000 }, (_, i) => (i * i) >>> 7);
    const bytes = encodeIdx({ type: 'uint8', shape: [1000, 1000], data });
    const members = [bytes.subarray(0, 5), bytes.subarray(5, 9), bytes.subarray(9, 600_000), bytes.subarray(600_000)].map((part) => gzipSync(part));
    expect(Buffer.compare((await readBytes(Buffer.concat(members))).array.data as Uint8Array, data)).toBe(0);
    expect(Buffer.compare((await readBytes(bytes)).array.data as Uint8Array, data)).toBe(0);
  });

  it('refuses to write a shape that is not that of the data', () => {
    expect(() => encodeIdx({ type: 'uint8', shape: [2, 3], data: new Uint8Array(5) })).toThrow('2 × 3 = 6 elements by the shape, 5 in the data');
    expect(() => encodeIdx({ type: 'uint8', shape: [-1, -5], data: new Uint8Array(5) })).toThrow(ArchetypeError);
    expect(() => encodeIdx({ type: 'uint8', shape: new Array<number>(256).fill(1), data: new Uint8Array(1) })).toThrow(ArchetypeError);
  });
});

describe('a wrong file', () => {
  const good = encodeIdx({ type: 'uint8', shape: [3, 2], data: Uint8Array.of(1, 2, 3, 4, 5, 6) });
  const patched = (at: number, ...bytes: number[]) => {
    const copy = good.slice();
    copy.set(bytes, at);
    return copy;
  };
  const zipped = gzipSync(good);
  const file = () => join(folder, 'file');

  it.each([
    ['wrong magic', () => patched(1, 9), 'idx-wrong-magic', 'at offset 0: expected two zero bytes, found 00 09'],
    ['unknown type', () => patched(2, 0x0a), 'idx-unknown-type', 'at offset 2: expected 08 (uint8), 09 (int8), 0b (int16), 0c (int32), 0d (float32), 0e (float64), found 0a'],
    ['empty', () => new Uint8Array(0), 'idx-truncated', 'at offset 0: expected a header of at least 4 bytes, found the end after 0 bytes'],
    ['cut in the magic', () => good.slice(0, 3), 'idx-truncated', 'at offset 3: expected a header of at least 4 bytes, found the end after 3 bytes'],
    ['cut in the header', () => good.slice(0, 9), 'idx-truncated', 'at offset 9: expected a header of 12 bytes (4 + 4 × 2 dimensions), found the end after 9 bytes'],
    ['cut in the elements', () => good.slice(0, 17), 'idx-truncated', 'at offset 17: expected 6 bytes after the header of 12, found 5 bytes'],
    ['one byte more', () => Buffer.concat([good, Buffer.of(0)]), 'idx-trailing-bytes', 'at offset 18: expected the end (header 12 + elements 6), found at least 1 byte more'],
    ['a size too large', () => patched(4, 255, 255, 255, 255), 'idx-too-large', '4294967295 × 2 × 1 byte (uint8) = 8589934590'],
    ['rank 255 that overflows', () => Uint8Array.from([0, 0, 14, 255, ...new Array<number>(1020).fill(255)]), 'idx-too-large', '= Infinity'],
    ['a size that lies', () => patched(4, 1), 'idx-truncated', 'expected 33554438 bytes after the header of 12, found 6 bytes'],
    ['gzip: one byte more inside', () => gzipSync(Buffer.concat([good, Buffer.of(0)])), 'idx-trailing-bytes', 'at offset 18 of the inflated data'],
    ['gzip: cut inside', () => gzipSync(good.slice(0, 17)), 'idx-truncated', 'at offset 17 of the inflated data: expected 6 bytes'],
    ['gzip: a size that no such file can hold', () => gzipSync(patched(4, 1)), 'idx-truncated', 'found at most 3'],
    ['gzip: cut', () => zipped.subarray(0, zipped.length - 4), 'gzip-truncated', 'found the end, after inflating 18 bytes'],
    ['gzip: cut in its header', () => zipped.subarray(0, 5), 'gzip-truncated', 'at offset 5: expected more compressed data'],
    ['gzip: wrong check sum', () => Buffer.concat([zipped.subarray(0, -8), Buffer.alloc(8)]), 'gzip-damaged', 'incorrect data check'],
    ['gzip: garbage after', () => Buffer.concat([zipped, Buffer.from('garbage')]), 'gzip-trailing-bytes', `and ${zipped.length + 7}: expected the end of the file`],
    ['gzip: zeros after', () => Buffer.concat([zipped, Buffer.alloc(9)]), 'gzip-trailing-bytes', `at offset ${zipped.length}: expected the end of the file`],
    ['gzip: not IDX inside', () => gzipSync('hello'), 'idx-wrong-magic', 'at offset 0 of the inflated data: expected two zero bytes, found 68 65'],
  ] as const)('%s is an error that says where', async (_, bytes, code, message) => {
    const error: unknown = await readBytes(bytes()).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(ArchetypeError);
    expect((error as ArchetypeError).code).toBe(code);
    expect((error as ArchetypeError).message).toContain(`${file()}: `);
    expect((error as ArchetypeError).message).toContain(message);
    expect((error as ArchetypeError).explanation.remedy).toBeTruthy();
  });

  it('a missing one and a folder are errors too', async () => {
    await expect(readIdxFile(join(folder, 'absent'))).rejects.toMatchObject({ code: 'file-unreadable' });
    await expect(readIdxFile(folder)).rejects.toMatchObject({ code: 'file-unreadable' });
  });

  it('above the caller’s limit is refused', async () => {
    await expect(readBytes(good, 5)).rejects.toThrow('says that it holds more than the limit of 5 bytes');
    expect((await readBytes(good, 6)).array.shape).toEqual([3, 2]);
  });

  it('is never anything but an ArchetypeError, whatever is flipped, cut, put in or appended', async () => {
    const damage = fc.record({
      array: idxArrays,
      gzipped: fc.boolean(),
      flips: fc.array(fc.record({ at: fc.nat(), to: fc.nat({ max: 255 }) }), { maxLength: 4 }),
      keep: fc.option(fc.nat()),
      append: fc.uint8Array({ maxLength: 8 }),
    });
    await fc.assert(
      fc.asyncProperty(damage, async ({ array, gzipped, flips, keep, append }) => {
        const whole = encodeIdx(array);
        const original = gzipped ? gzipSync(whole) : whole;
        const bytes = Buffer.concat([original.subarray(0, keep === null ? undefined : keep % (original.length + 1)), append]);
        for (const { at, to } of flips) if (bytes.length > 0) bytes[at % bytes.length] = to;
        await readBytes(bytes).then(
          // What still reads must be a well-formed array: damage to elements cannot be seen without a check sum.
          ({ array: read }) => expect(read.data.length).toBe(read.shape.reduce((product, size) => product * size, 1)),
          (error: unknown) => expect(error).toBeInstanceOf(ArchetypeError),
        );
      }),
      { numRuns: 500 },
    );
  });
});

describe('memory', () => {
  it('stays bounded when a gzip file inflates without end', async () => {
    // 512 MiB of zeros in half a megabyte, behind a header that says [10].
    const head = gzipSync(Uint8Array.of(0, 0, 8, 1, 0, 0, 0, 10));
    const zeros = gzipSync(new Uint8Array(2 ** 24));
    const bomb = Buffer.concat([head, ...Array.from({ length: 32 }, () => zeros)]);
    const before = process.memoryUsage();
    await expect(readBytes(bomb)).rejects.toMatchObject({ code: 'idx-trailing-bytes' });
    const after = process.memoryUsage();
    expect(after.arrayBuffers - before.arrayBuffers).toBeLessThan(2 ** 22);
  });
});
