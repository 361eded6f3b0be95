import { readFileSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { examine } from './examine.js';
import { inOrder } from './finding.js';
import { ruleCodes } from './rules.js';

/** What must be found in a file: all of it, and nothing besides. */
interface Expected {
  readonly line: number;
  readonly column: number;
  readonly code: string;
  readonly path: string;
  /** Absent where the text itself is wrong. */
  readonly pointer?: readonly (string | number)[];
}

const corpus = fileURLToPath(new URL('../../corpus', import.meta.url));
const index = JSON.parse(readFileSync(join(corpus, 'index.json'), 'utf8')) as Readonly<Record<string, readonly Expected[]>>;

/** Findings of one place may come in any order. */
const sorted = (findings: readonly Expected[]): readonly string[] =>
  findings.map(({ line, column, code, path, pointer }) => `${line}:${column} ${code} at ${JSON.stringify(path)} ${JSON.stringify(pointer)}`).toSorted();

describe('the corpus of wrong files', () => {
  it.each(Object.entries(index))('%s', async (name, expected) => {
    const { findings } = await examine(join(corpus, name));
    expect(sorted(findings)).toEqual(sorted(expected));
    expect(inOrder(findings).map(({ line }) => line)).toEqual(findings.map(({ line }) => line).toSorted((a, b) => a - b));
    for (const { code, message } of findings) {
      expect(ruleCodes).toContain(code);
      expect(message.length).toBeGreaterThan(10);
      expect(message).not.toMatch(/undefined|\[object/);
    }
  });

  it('has at least a hundred files, all of them listed', () => {
    const files = readdirSync(corpus, { recursive: true, encoding: 'utf8' }).map((file) => file.replaceAll('\\', '/')).filter((file) => /\/.+\.(json|yaml)$/.test(file));
    expect(files.toSorted()).toEqual(Object.keys(index).toSorted());
    expect(files.length).toBeGreaterThanOrEqual(100);
    for (const expected of Object.values(index)) expect(expected).not.toEqual([]);
  });
});
