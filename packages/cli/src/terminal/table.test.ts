import picocolors from 'picocolors';
import { expect, it } from 'vitest';
import { table } from './table.js';

const plain = picocolors.createColors(false);

it('aligns columns under a rule, and a foot under another', () => {
  const text = table([{ title: 'layer' }, { title: 'parameters', align: 'right' }], [['conv2d', '156'], ['relu', '']], plain, { foot: [['total', '156']] });
  expect(text.split('\n')).toEqual(['layer   parameters', '──────────────────', 'conv2d         156', 'relu', '──────────────────', 'total          156']);
});

it('goes on below with the columns for which a line has no room, beginning with the first again', () => {
  const columns = [{ title: 'layer' }, { title: 'kernel' }, { title: 'estimate', align: 'right' as const }, { title: 'what it was up against' }];
  const text = (width: number): readonly string[] => table(columns, [['conv2d', '3×3', '1 ms', 'direct 2 ms']], plain, { foot: [['total', '', '1 ms']], width }).split('\n');
  expect(text(24)).toEqual([
    'layer   kernel  estimate',
    '────────────────────────',
    'conv2d  3×3         1 ms',
    '────────────────────────',
    'total               1 ms',
    '',
    'layer   what it was up against',
    '──────────────────────────────',
    'conv2d  direct 2 ms',
  ]);
  expect(text(23).filter((line) => line.startsWith('layer'))).toEqual(['layer   kernel', 'layer   estimate', 'layer   what it was up against']);
  expect(text(48)).toHaveLength(5);
});
