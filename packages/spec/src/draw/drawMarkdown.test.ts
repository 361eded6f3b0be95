import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { linear } from '../layers/linear.js';
import { defineModel } from '../model.js';
import { stateTensors } from '../structure/stateTensors.js';
import { modelSpec } from '../testing/index.js';
import { zoo } from '../zoo/index.js';
import { drawMarkdown } from './drawMarkdown.js';

it('LeNet', () => {
  expect(drawMarkdown(zoo.lenet).split('\n')).toEqual([
    '### lenet',
    '',
    '| layer | output | parameters | multiply-adds |',
    '|---|---|--:|--:|',
    '| input | 1×28×28 | | |',
    '| conv 5×5 → 6, sigmoid | 6×24×24 | 156 | 86,400 |',
    '| max pool 2×2 (stride 2) | 6×12×12 | | |',
    '| conv 5×5 → 16, sigmoid | 16×8×8 | 2,416 | 153,600 |',
    '| max pool 2×2 (stride 2) | 16×4×4 | | |',
    '| flatten, linear 120, sigmoid | 120 | 30,840 | 30,720 |',
    '| linear 84, sigmoid | 84 | 10,164 | 10,080 |',
    '| linear 10 | 10 | 850 | 840 |',
    '| **total** | | **44,426** | **281,640** |',
    '',
  ]);
});

it('repeats and branches', () => {
  const lines = drawMarkdown(zoo.densenet).split('\n');
  // Inputs of 64, 96, 128 and 160 channels: 448 in all, 2·448 + 9·32·448 + 4·32 parameters.
  expect(lines.slice(8, 13)).toEqual([
    '| **4 times** | | | |',
    '| &emsp;branch 1: the input as it is | | | |',
    '| &emsp;branch 2 | | | |',
    '| &emsp;&emsp;batch norm, ReLU, conv 3×3 → 32 (padding 1) | 32×24×24 | 130,048 | 74,317,824 |',
    '| &emsp;concat | 96…192×24×24 | | |',
  ]);
});

it('a name is text on one line', () => {
  expect(drawMarkdown(defineModel({ name: 'a | b\n<img> *x*', input: [1], layers: [linear({ outFeatures: 1 })] }))).toContain(String.raw`### a \| b \<img\> \*x\*`);
});

it('the rows add up to the totals, and every row has four cells', () => {
  fc.assert(
    fc.property(modelSpec({ maxLayers: 8 }), (model) => {
      const rows = drawMarkdown(model).split('\n').filter((line) => line.startsWith('|')).map((line) => line.split('|').slice(1, -1).map((cell) => cell.trim()));
      for (const row of rows) expect(row).toHaveLength(4);
      const numbers = (column: number) => rows.slice(2).map((row) => Number((row[column] ?? '').replaceAll(/[,*]/g, '')));
      for (const column of [2, 3]) {
        const values = numbers(column);
        expect(values.slice(0, -1).reduce((a, b) => a + b, 0)).toBe(values.at(-1));
      }
      const parameters = stateTensors(model).filter(({ trainable }) => trainable).reduce((sum, { shape }) => sum + shape.reduce((a, b) => a * b), 0);
      expect(numbers(2).at(-1)).toBe(parameters);
    }),
    { numRuns: 40 },
  );
});
