import { describe, expect, it } from 'vitest';
import { lower } from '../lowering/lower.js';
import { defineModel } from '../model.js';
import type { Shape } from '../shapes/shape.js';
import { mergeShapes } from './merge.js';
import { parallel, type Merge } from './parallel.js';
import { globalAvgPool2d } from './globalAvgPool2d.js';
import type { Layer } from './layer.js';
import { relu } from './relu.js';

describe('joined shapes', () => {
  it.each<readonly [Merge, readonly Shape[], Shape | undefined]>([
    ['add', [[3, 4, 5], [3, 4, 5], [3, 4, 5]], [3, 4, 5]],
    ['add', [[7], [7]], [7]],
    ['add', [[3, 4, 5]], [3, 4, 5]],
    ['add', [[3, 4, 5], [2, 4, 5]], undefined],
    ['add', [[3, 4, 5], [3, 4, 1]], undefined],
    ['add', [[3, 4, 5], [3, 1, 1]], undefined],
    ['add', [[3, 1, 1], [3]], undefined],
    ['add', [[7], [8]], undefined],
    ['multiply', [[3, 4, 5], [3, 4, 5]], [3, 4, 5]],
    ['multiply', [[3, 4, 5], [3, 1, 1]], [3, 4, 5]],
    ['multiply', [[3, 1, 1], [3, 4, 5]], [3, 4, 5]],
    ['multiply', [[3, 1, 1], [3, 1, 1], [3, 4, 5]], [3, 4, 5]],
    ['multiply', [[3, 4, 5], [2, 1, 1]], undefined],
    ['multiply', [[3, 4, 5], [3, 1, 5]], undefined],
    ['multiply', [[3, 4, 5], [3, 4, 1]], undefined],
    ['multiply', [[3, 1, 5], [3, 4, 5]], undefined],
    ['multiply', [[3, 4, 1], [3, 4, 5]], undefined],
    ['multiply', [[3, 1, 1], [3]], undefined],
    ['multiply', [[3], [3, 1, 1]], undefined],
    ['multiply', [[7], [7]], [7]],
    ['multiply', [[7], [1]], undefined],
    ['concat', [[3, 4, 5], [2, 4, 5], [1, 4, 5]], [6, 4, 5]],
    ['concat', [[3, 4, 5], [3, 4, 6]], undefined],
    ['concat', [[3, 4, 5], [3, 3, 5]], undefined],
    ['concat', [[3], [4]], [7]],
    ['concat', [[3], [3, 1, 1]], undefined],
    ['concat', [[3, 1, 1], [3]], undefined],
  ])('%s of %j is %j', (merge, branches, expected) => {
    const { output, problems = [] } = mergeShapes(merge, branches);
    expect(output).toEqual(expected);
    expect(problems).toHaveLength(expected === undefined ? 1 : 0);
  });

  it('of no branches is nothing', () => {
    expect(mergeShapes('add', [])).toEqual({});
  });
});

describe('joined values', () => {
  const lowered = (merge: Merge, branches: readonly (readonly Layer[])[]) => {
    const { operations, tensors, outputs } = lower(defineModel({ name: 'm', input: [3, 4, 5], layers: [parallel({ name: 'p', merge, branches })] }), { batchSize: 2, mode: 'inference' });
    const written = operations.map(({ kind, inputs, outputs: [output] }) => [kind, inputs, output, tensors.get(output)?.shape]);
    return { written, result: outputs.logits };
  };

  it('one concat', () => {
    expect(lowered('concat', [[], [], []])).toEqual({ written: [['concat', ['input', 'input', 'input'], 'p:output', [2, 9, 4, 5]]], result: 'p:output' });
  });

  it.each(['add', 'multiply'] as const)('a chain of %s', (merge) => {
    expect(lowered(merge, [[], [], [], []])).toEqual({
      written: [
        [merge, ['input', 'input'], 'p:partial1', [2, 3, 4, 5]],
        [merge, ['p:partial1', 'input'], 'p:partial2', [2, 3, 4, 5]],
        [merge, ['p:partial2', 'input'], 'p:output', [2, 3, 4, 5]],
      ],
      result: 'p:output',
    });
  });

  it('products that stretch on the way', () => {
    const gate = [globalAvgPool2d()];
    expect(lowered('multiply', [gate, gate, []]).written.slice(2)).toEqual([
      ['multiply', ['p.0.0:output', 'p.1.0:output'], 'p:partial1', [2, 3, 1, 1]],
      ['multiply', ['p:partial1', 'input'], 'p:output', [2, 3, 4, 5]],
    ]);
  });

  it.each(['add', 'multiply', 'concat'] as const)('a single branch of %s is its own result', (merge) => {
    expect(lowered(merge, [[relu()]])).toEqual({ written: [['relu', ['input'], 'p.0.0:output', [2, 3, 4, 5]]], result: 'p.0.0:output' });
  });
});
