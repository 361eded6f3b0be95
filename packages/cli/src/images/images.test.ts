import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fc, test } from '@fast-check/vitest';
import { encode } from 'fast-png';
import { describe, expect, it, onTestFinished } from 'vitest';
import { fitTo } from './fit.js';
import { decodePng, isPng } from './png.js';
import { readImages } from './read.js';
import { resample, type GreyImage } from './resample.js';

const image = (width: number, height: number, pixel: (x: number, y: number) => number): GreyImage => ({
  width,
  height,
  pixels: Float32Array.from({ length: width * height }, (_, index) => pixel(index % width, Math.floor(index / width))),
});

const images = fc
  .record({ width: fc.integer({ min: 1, max: 12 }), height: fc.integer({ min: 1, max: 12 }), seed: fc.integer() })
  .map(({ width, height, seed }) => image(width, height, (x, y) => Math.abs((x * 7919 + y * 104729 + seed) % 256)));

const sizes = fc.integer({ min: 1, max: 20 });

describe('resample', () => {
  test.prop([images])('leaves an image of the right size as it is', (original) => {
    expect(resample(original, original.width, original.height).pixels).toEqual(original.pixels);
  });

  test.prop([images, sizes, sizes])('stays between the least and the greatest value', (original, width, height) => {
    const { pixels } = resample(original, width, height);
    expect(pixels).toHaveLength(width * height);
    expect(Math.min(...pixels)).toBeGreaterThanOrEqual(Math.min(...original.pixels) - 1e-3);
    expect(Math.max(...pixels)).toBeLessThanOrEqual(Math.max(...original.pixels) + 1e-3);
  });

  test.prop([images, sizes, sizes])('commutes with turning the image over its diagonal', (original, width, height) => {
    const turned = image(original.height, original.width, (x, y) => original.pixels[x * original.width + y] ?? 0);
    const a = resample(turned, height, width).pixels;
    const b = resample(original, width, height);
    const expected = image(height, width, (x, y) => b.pixels[x * width + y] ?? 0).pixels;
    a.forEach((value, index) => expect(value).toBeCloseTo(expected[index] ?? NaN, 3));
  });

  it('halves by the triangle of four neighbours, and doubles by halves of the way', () => {
    expect([...resample(image(4, 1, (x) => x * 8), 2, 1).pixels].map((value) => Math.round(value * 100) / 100)).toEqual([5.71, 18.29]);
    expect([...resample(image(2, 1, (x) => x * 8), 4, 1).pixels]).toEqual([0, 2, 6, 8]);
  });
});

describe('fitTo', () => {
  it('keeps the ratio of the sides, on black', () => {
    const { image: fitted, changes } = fitTo(image(300, 200, () => 255), 28, 28);
    expect([fitted.width, fitted.height]).toEqual([28, 28]);
    expect([fitted.pixels[0], fitted.pixels[28 * 14], fitted.pixels[28 * 27]]).toEqual([0, 255, 0]);
    expect(changes).toEqual(['resized from 300×200 to 28×19', 'centred on black, 28×28']);
  });

  it('changes nothing that is right', () => {
    expect(fitTo(image(28, 28, () => 1), 28, 28).changes).toEqual([]);
  });

  it('keeps at least one pixel of a line', () => {
    expect(fitTo(image(1000, 1, () => 9), 28, 28).image.pixels.some((value) => value > 0)).toBe(true);
  });
});

describe('decodePng', () => {
  const decoded = (data: Uint8Array | Uint16Array, channels: number, width: number, depth: 8 | 16 = 8): readonly number[] =>
    [...decodePng(encode({ width, height: 1, data, channels, depth }), 'test.png').image.pixels].map((value) => Math.round(value));

  it('takes grey as it is', () => {
    expect(decoded(Uint8Array.of(0, 127, 255), 1, 3)).toEqual([0, 127, 255]);
    expect(decodePng(encode({ width: 1, height: 1, data: Uint8Array.of(9), channels: 1 }), 'test.png').changes).toEqual([]);
  });

  it('scales 16 bits to 8', () => {
    expect(decoded(Uint16Array.of(0, 0x7fff, 0xffff), 1, 3, 16)).toEqual([0, 127, 255]);
  });

  it('weighs colours by their brightness, and says so', () => {
    const png = encode({ width: 3, height: 1, data: Uint8Array.of(255, 0, 0, 0, 255, 0, 0, 0, 255), channels: 3 });
    const { image: grey, changes } = decodePng(png, 'test.png');
    expect([...grey.pixels].map((value) => Math.round(value))).toEqual([76, 150, 29]);
    expect(changes).toEqual(['converted to grey']);
  });

  it('lays what is transparent on black', () => {
    const { image: grey, changes } = decodePng(encode({ width: 2, height: 1, data: Uint8Array.of(255, 0, 255, 255), channels: 2 }), 'test.png');
    expect([...grey.pixels]).toEqual([0, 255]);
    expect(changes).toEqual(['laid on black where it is transparent']);
  });

  it('calls coloured what has a colour, not what has three channels', () => {
    expect(decodePng(encode({ width: 1, height: 1, data: Uint8Array.of(5, 5, 5), channels: 3 }), 'test.png').changes).toEqual([]);
  });

  it('refuses a damaged file and an enormous one, before decoding it', () => {
    const png = encode({ width: 4, height: 4, data: new Uint8Array(16), channels: 1 });
    expect(() => decodePng(png.subarray(0, 40), 'cut.png')).toThrow('cut.png: this PNG cannot be read');
    expect(() => decodePng(png.subarray(0, 10), 'cut.png')).toThrow('it ends after 10 bytes');
    const huge = Uint8Array.from(png);
    new DataView(huge.buffer).setUint32(16, 1_000_000);
    new DataView(huge.buffer).setUint32(20, 1_000_000);
    expect(() => decodePng(huge, 'huge.png')).toThrow('1000000×1000000 is more than');
  });

  it('knows a PNG by its first bytes', () => {
    expect([isPng(encode({ width: 1, height: 1, data: Uint8Array.of(1), channels: 1 })), isPng(Uint8Array.of(0x89, 0x50)), isPng(new Uint8Array())]).toEqual([true, false, false]);
  });
});

describe('an IDX file', () => {
  const idx = (shape: readonly number[]): string => {
    const folder = mkdtempSync(join(tmpdir(), 'archetype-idx-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const header = Buffer.from([0, 0, 8, shape.length, ...shape.flatMap((size) => [0, 0, 0, size])]);
    const path = join(folder, 'images');
    writeFileSync(path, Buffer.concat([header, Buffer.alloc(shape.reduce((product, size) => product * size, 1), 7)]));
    return path;
  };
  const options = { width: 4, height: 4, invert: false };

  it('has its images one by one', async () => {
    const images = await readImages(idx([3, 4, 4]), options);
    expect(images.map(({ name, pixels, changes }) => [name, pixels.length, pixels[0], changes])).toEqual([0, 1, 2].map((index) => [`images[${index}]`, 16, 7, []]));
  });

  it.each([[[16]], [[2, 0, 4]], [[2, 4, 0]], [[0, 4, 4]]])('of shape %j has no images', async (shape) => {
    await expect(readImages(idx(shape), options)).rejects.toMatchObject({ code: 'idx-not-images', message: expect.stringContaining(`uint8 [${shape.join(', ')}]`) as unknown });
  });
});
