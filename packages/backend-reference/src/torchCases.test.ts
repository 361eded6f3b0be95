import { describe, expect, it } from 'vitest';
import { kernels } from './kernels/registry.js';
import { expectCase, readCases } from './testing/cases.js';

const cases = readCases('torchCases.json');

describe('PyTorch in float64 computes the same', () => {
  it.each(cases.map((each) => [each.name, each] as const))('%s', (_name, each) => expectCase(each, 1e-12));

  it('covers every kind of operation', () => {
    const covered = new Set(cases.flatMap(({ operations }) => operations.map(({ kind }) => kind)));
    expect(Object.keys(kernels).filter((kind) => !covered.has(kind as keyof typeof kernels))).toEqual([]);
  });
});
