import { readFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { decodeSafetensors, readSafetensors, readSafetensorsHeader, type TensorData } from './read.js';
import { encodeSafetensors, writeSafetensors } from './write.js';

const published = fileURLToPath(new URL('../../../fixtures/types.safetensors', import.meta.url));

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'archetype-safetensors-'));
});
afterAll(async () => {
  await rm(folder, { recursive: true });
});

describe("a file of the format's own package", () => {
  const values = [0, -0, 1, -2.5, 65504, 2 ** -24];

  it('is described by its header', async () => {
    const { metadata, tensors } = await readSafetensorsHeader(published);
    expect([...metadata]).toEqual(expect.arrayContaining([['format', 'pt'], ['quote', 'a "b" \\ {c}: d']]));
    expect(tensors.size).toBe(14);
    expect(tensors.get('f16')).toMatchObject({ type: 'F16', shape: [2, 3] });
    expect(tensors.get('scalar')).toMatchObject({ type: 'F32', shape: [] });
    expect(tensors.get('empty')).toMatchObject({ type: 'F32', shape: [0, 4] });
  });

  it.each([
    ['f64', values],
    ['f32', values],
    ['f16', values],
    ['bf16', [0, -0, 1, -2.5, 65536, 2 ** -24]],
    ['special', [Infinity, -Infinity, NaN]],
    ['i16', [0, 1, 100]],
    ['i8', [0, -1, -100]],
    ['u8', [0, 1, 100]],
    ['bool', [0, 1, 1]],
    ['scalar', [3.5]],
    ['empty', []],
    ['été.0', [1]],
  ])('gives %s as float32', async (name, expected) => {
    const { tensors } = await readSafetensors(published, new Set([name]));
    expect([...tensors.keys()]).toEqual([name]);
    expect(tensors.get(name)?.values).toEqual(Float32Array.from(expected));
  });

  it.each(['i32', 'i64'])('refuses %s as a weight', async (name) => {
    await expect(readSafetensors(published, new Set([name]))).rejects.toMatchObject({ code: 'element-type-not-a-weight' });
  });
});

describe('a damaged file', () => {
  it.each<[string, string, string]>([
    ['two equal keys', 'safetensors-header', '{"a":{"dtype":"F32","shape":[0],"data_offsets":[0,0]},"\\u0061":{"dtype":"F32","shape":[0],"data_offsets":[0,0]}}'],
    ['two equal keys in an entry', 'safetensors-header', '{"a":{"dtype":"F32","dtype":"F32","shape":[0],"data_offsets":[0,0]}}'],
    ['an unknown type', 'safetensors-header', '{"a":{"dtype":"toString","shape":[0],"data_offsets":[0,0]}}'],
    ['a negative size', 'safetensors-header', '{"a":{"dtype":"F32","shape":[-1],"data_offsets":[0,0]}}'],
    ['a fraction', 'safetensors-header', '{"a":{"dtype":"F32","shape":[0.5],"data_offsets":[0,2]}}'],
    ['offsets of another size', 'safetensors-offsets', '{"a":{"dtype":"F32","shape":[3],"data_offsets":[0,8]}}'],
    ['a product beyond numbers', 'safetensors-offsets', '{"a":{"dtype":"F32","shape":[9007199254740991,9007199254740991],"data_offsets":[0,8]}}'],
    ['a hole', 'safetensors-offsets', '{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}'],
    ['an overlap', 'safetensors-offsets', '{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"b":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}'],
    ['data left over', 'safetensors-offsets', '{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}'],
    ['metadata that is no text', 'safetensors-header', '{"__metadata__":{"a":1},"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}'],
    ['a list', 'safetensors-header', '[]'],
    ['space before the brace', 'safetensors-header', ' {"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}'],
    ['nesting without end', 'safetensors-header', '['.repeat(100_000)],
  ])('with %s is refused', (_, code, header) => {
    expect(() => decodeSafetensors('weights.safetensors', fileOf(header, 8))).toThrow(expect.objectContaining({ code, name: 'ArchetypeError' }));
  });

  it.each([
    [0, 'safetensors-too-short'],
    [7, 'safetensors-too-short'],
    [8, 'safetensors-too-short'],
    [100, 'safetensors-too-short'],
  ])('cut to %i bytes is refused, from memory and from disk', async (length, code) => {
    const cut = (await readFile(published)).subarray(0, length);
    expect(() => decodeSafetensors('cut', cut)).toThrow(expect.objectContaining({ code }));
    const path = join(folder, `cut-${length}`);
    await writeFile(path, cut);
    await expect(readSafetensorsHeader(path)).rejects.toMatchObject({ code });
    await expect(readSafetensors(path)).rejects.toMatchObject({ code });
  });

  it('that claims a header of 2⁶³ bytes is refused without allocating it', async () => {
    const path = join(folder, 'claims');
    await writeFile(path, Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 0x80, 0x7b, 0x7d));
    await expect(readSafetensorsHeader(path)).rejects.toMatchObject({ code: 'safetensors-header-length' });
  });

  it('that is missing is named', async () => {
    await expect(readSafetensors(join(folder, 'none'))).rejects.toMatchObject({ code: 'file-missing' });
  });

  it('of any bytes gives an ArchetypeError or content', () => {
    const law = fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      expect(outcomes).toContain(outcomeOf(bytes));
    });
    fc.assert(law, { numRuns: 500 });
  });

  it('by any mutation gives an ArchetypeError or content', () => {
    const mutation = fc.record({
      at: fc.nat(),
      byte: fc.integer({ min: 0, max: 255 }),
      kind: fc.constantFrom('replace', 'insert', 'remove'),
    });
    fc.assert(
      fc.property(fc.array(mutation, { minLength: 1, maxLength: 8 }), (mutations) => {
        const bytes = [...valid];
        for (const { at, byte, kind } of mutations) bytes.splice(at % bytes.length, kind === 'insert' ? 0 : 1, ...(kind === 'remove' ? [] : [byte]));
        expect(outcomes).toContain(outcomeOf(Uint8Array.from(bytes)));
      }),
      { numRuns: 3000 },
    );
  });

  it('of any JSON gives an ArchetypeError or content', () => {
    const law = fc.property(fc.json({ maxDepth: 4 }), (json) => {
      expect(outcomes).toContain(outcomeOf(fileOf(json, 8)));
    });
    fc.assert(law, { numRuns: 1000 });
  });
});

const tensorArbitrary = fc
  .array(fc.nat({ max: 4 }), { maxLength: 4 })
  .chain((shape) =>
    fc
      .array(fc.float({ noDefaultInfinity: false }), { minLength: sizeOf(shape), maxLength: sizeOf(shape) })
      .map((values): TensorData => ({ shape, values: Float32Array.from(values) })),
  );

describe('what is written', () => {
  it('reads back the same, bit for bit', () => {
    const names = fc.string({ unit: 'grapheme' }).filter((name) => name !== '__metadata__');
    fc.assert(
      fc.property(fc.dictionary(names, tensorArbitrary), fc.dictionary(fc.string(), fc.string()), (tensors, metadata) => {
        const written = new Map(Object.entries(tensors));
        const bytes = Buffer.concat(encodeSafetensors(written, new Map(Object.entries(metadata))));
        const read = decodeSafetensors('memory', bytes);
        expect(new Map(read.metadata)).toEqual(new Map(Object.entries(metadata)));
        expect(bitsOf(read.tensors)).toEqual(bitsOf(written));
      }),
    );
  });

  it('has its data at a multiple of eight bytes', () => {
    const [length, header] = encodeSafetensors(new Map([['a', { shape: [1], values: Float32Array.of(1) }]]));
    expect(length).toHaveLength(8);
    expect((header as Uint8Array).length % 8).toBe(0);
  });

  it('reads back from disk, and leaves no temporary file', async () => {
    const path = join(folder, 'written.safetensors');
    await writeSafetensors(path, new Map([['conv.weight', { shape: [2, 1], values: Float32Array.of(1, 2) }]]), new Map([['a', 'b']]));
    const { metadata, tensors } = await readSafetensors(path);
    expect([...metadata]).toEqual([['a', 'b']]);
    expect(tensors.get('conv.weight')).toEqual({ shape: [2, 1], values: Float32Array.of(1, 2) });
  });

  it('into a folder that is not there is an error with the path', async () => {
    const path = join(folder, 'none', 'w.safetensors');
    await expect(writeSafetensors(path, new Map())).rejects.toMatchObject({ code: 'file-missing', message: expect.stringContaining(path) as string });
  });
});

const valid = Buffer.concat(
  encodeSafetensors(
    new Map([
      ['a.weight', { shape: [2, 1], values: Float32Array.of(1, 2) }],
      ['a.bias', { shape: [2], values: Float32Array.of(3, 4) }],
    ]),
    new Map([['k', 'v']]),
  ),
);

function fileOf(header: string, dataBytes: number): Uint8Array {
  const json = Buffer.from(header);
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(json.length));
  return Buffer.concat([length, json, Buffer.alloc(dataBytes)]);
}

/** What may come of bytes that may be damaged. */
const outcomes = ['whole tensors', 'ArchetypeError'];

function outcomeOf(bytes: Uint8Array): string {
  try {
    const { tensors } = decodeSafetensors('fuzz', bytes);
    return [...tensors.values()].every(({ shape, values }) => values.length === sizeOf(shape)) ? 'whole tensors' : 'torn tensors';
  } catch (error) {
    return (error as Error).name;
  }
}

function bitsOf(tensors: ReadonlyMap<string, TensorData>): ReadonlyMap<string, unknown> {
  return new Map([...tensors].map(([name, { shape, values }]) => [name, [shape, [...new Uint32Array(values.slice().buffer)]]]));
}

function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}
