import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { readJson } from './json.js';
import type { Pointer } from './position.js';

/** Every pointer of a value with what it points to. */
function* parts(value: unknown, pointer: Pointer = []): Generator<readonly [Pointer, unknown]> {
  yield [pointer, value];
  if (Array.isArray(value)) for (const [index, each] of value.entries()) yield* parts(each, [...pointer, index]);
  else if (typeof value === 'object' && value !== null) for (const [key, each] of Object.entries(value)) yield* parts(each, [...pointer, key]);
}

function offsetOf(text: string, { line, column }: { readonly line: number; readonly column: number }): number {
  return text.split('\n').slice(0, line - 1).reduce((sum, each) => sum + each.length + 1, 0) + column - 1;
}

describe('readJson', () => {
  test.prop([fc.jsonValue(), fc.constantFrom(undefined, 1, 2, '\t')])('reads what was written, and finds every part of it', (value, indent) => {
    // JSON has no minus zero, and JSON.parse decides what `__proto__` becomes.
    const text = JSON.stringify(value, undefined, indent);
    const document = readJson(text);
    expect(document.faults).toEqual([]);
    expect(document.value).toEqual(JSON.parse(text));
    for (const [pointer, part] of parts(document.value)) {
      const found = text.slice(offsetOf(text, document.locate(pointer)));
      const first = JSON.stringify(part, undefined, indent)[0];
      expect(found[0]).toBe(first);
    }
  });

  test.prop([fc.string({ unit: fc.constantFrom('{', '}', '[', ']', ',', ':', '"a"', '1', ' ', '\n', 'true', '-', '\\', '"') })])('refuses exactly what JSON.parse refuses', (text) => {
    let accepted = true;
    try {
      JSON.parse(text);
    } catch {
      accepted = false;
    }
    const { faults } = readJson(text);
    expect(faults.every(({ code }) => code !== 'syntax')).toBe(accepted);
    for (const { line, column } of faults) expect(offsetOf(text, { line, column })).toBeLessThanOrEqual(text.length);
  });

  it.each([
    ['', 1, 1, 'expected a value, found the end of the file'],
    ['{\n  "a": 1,\n}', 3, 1, 'a comma before "}"'],
    ['[1, 2,]', 1, 7, 'a comma before "]"'],
    ['{"a" 1}', 1, 6, 'expected ":" after the key "a", found "1"'],
    ["{'a': 1}", 1, 2, 'expected a key in double quotes, found "\'"'],
    ['{"a": NaN}', 1, 7, 'expected a value, found "N"'],
    ['{"a": 1 "b": 2}', 1, 9, 'expected "," or "}", found "\\""'],
    ['"abc', 1, 1, 'this string is not closed, or holds a wrong escape'],
    ['{} {}', 1, 4, 'expected the end of the file, found "{"'],
    ['{"a": 1 // one\n}', 1, 9, 'expected "," or "}", found "/"'],
  ])('of %j says where and what is wrong', (text, line, column, message) => {
    expect(readJson(text).faults).toEqual([{ code: 'syntax', message, line, column }]);
  });

  it('finds keys that stand twice, and takes the last as JSON.parse does', () => {
    const document = readJson('{\n  "a": 1,\n  "a": 2\n}');
    expect(document.value).toEqual({ a: 2 });
    expect(document.faults).toMatchObject([{ code: 'duplicate-key', line: 3, column: 3 }]);
    expect(document.locate(['a'])).toEqual({ line: 3, column: 8 });
  });

  it('points at the nearest part around one that is missing', () => {
    const document = readJson('{\n  "layers": [\n    { "kind": "relu" }\n  ]\n}');
    expect(document.locate(['layers', 0, 'slope'])).toEqual({ line: 3, column: 5 });
    expect(document.locate(['name'])).toEqual({ line: 1, column: 1 });
  });

  it('reads what begins with a byte order mark, and windows line ends', () => {
    const document = readJson('\uFEFF{\r\n  "a": [1]\r\n}');
    expect(document.value).toEqual({ a: [1] });
    expect(document.locate(['a', 0])).toEqual({ line: 2, column: 9 });
  });

  it('does not exhaust the stack on deep nesting', () => {
    expect(readJson('['.repeat(200_000)).faults).toHaveLength(1);
    expect(readJson(`${'['.repeat(5_000)}${']'.repeat(5_000)}`).faults).toEqual([]);
  });
});
