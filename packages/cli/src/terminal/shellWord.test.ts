import { execFileSync } from 'node:child_process';
import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { shellWord } from './shellWord.js';

it.each([
  ['runs/2026-01-05-09-03-07-lenet', 'runs/2026-01-05-09-03-07-lenet'],
  ['my run', "'my run'"],
  ["Ann's run", String.raw`'Ann'\''s run'`],
  ['', "''"],
])('%j is typed as %s', (text, expected) => {
  expect(shellWord(text, 'linux')).toBe(expected);
});

it.each([[String.raw`runs\lenet`, String.raw`runs\lenet`], ['my run', '"my run"']])('%j is typed as %s on Windows', (text, expected) => {
  expect(shellWord(text, 'win32')).toBe(expected);
});

it.skipIf(process.platform === 'win32')('a shell reads back what was meant', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme-ascii' }), (text) => {
      expect(execFileSync('/bin/sh', ['-c', `printf %s ${shellWord(text)}`], { encoding: 'utf8' })).toBe(text);
    }),
    { numRuns: 30 },
  );
});
