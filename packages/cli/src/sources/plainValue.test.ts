import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { plainValue, UnreadablePart } from './plainValue.js';

describe('plainValue', () => {
  it('is the value itself, of whatever JSON can hold', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(plainValue(value)).toEqual(value);
      }),
    );
  });

  it('reads a getter once, and keeps what it said', () => {
    let reads = 0;
    const copy = plainValue({
      get layers() {
        return [{ read: (reads += 1) }];
      },
    }) as { readonly layers: unknown };
    expect([copy.layers, copy.layers, reads]).toEqual([[{ read: 1 }], [{ read: 1 }], 1]);
  });

  it('keeps own fields alone, holes in lists, and what is no data', () => {
    class Model {
      readonly name = 'mine';
      get inherited(): string {
        return 'not own';
      }
    }
    const call = (): number => 1;
    const copy = plainValue({ model: new Model(), list: Object.assign(new Array<unknown>(3), { 1: call, 2: 10n }), ...JSON.parse('{"__proto__":1}') }) as Readonly<Record<string, unknown>>;
    expect(copy['model']).toEqual({ name: 'mine' });
    expect(copy['list']).toEqual([undefined, call, 10n]);
    expect(Object.keys(copy)).toContain('__proto__');
    expect(Object.getPrototypeOf(copy)).toBe(Object.prototype);
  });

  it('keeps a value that holds itself, and one as deep as a stack is not', () => {
    const ring: { self?: unknown } = {};
    ring.self = [ring];
    const copy = plainValue(ring) as { readonly self: readonly unknown[] };
    expect(copy.self[0]).toBe(copy);
    expect(copy).not.toBe(ring);
    let deep: unknown = 1;
    for (let depth = 0; depth < 100_000; depth += 1) deep = [deep];
    expect(() => plainValue(deep)).not.toThrow();
  });

  const revoked = Proxy.revocable({}, {});
  revoked.revoke();
  const endless = (): object => ({
    get layers() {
      return [endless(), endless()];
    },
  });
  it.each([
    ['a getter', { layers: [{ get kind(): string { throw new Error('boom\nmore'); } }] }, 'layers.0.kind', 'boom'],
    ['a proxy', new Proxy({}, { ownKeys() { throw new TypeError('trap'); } }), '', 'trap'],
    ['a revoked proxy', { layers: revoked.proxy }, 'layers', 'revoked'],
    ['what throws no error', { get name(): string { throw 'a word' as unknown as Error; } }, 'name', 'a word'],
    ['layers without end', endless(), '', 'more than 500000 parts'],
    ['a list whose length', { get layers() { return new Proxy([], { get: (_, key) => { throw new Error(String(key)); } }); } }, 'layers', 'length'],
  ])('says where %s cannot be read', (_, value, place, said) => {
    let thrown: unknown;
    try {
      plainValue(value);
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toBeInstanceOf(UnreadablePart);
    expect(thrown).toMatchObject({ place, message: expect.stringContaining(said) });
  });
});
