import picocolors from 'picocolors';
import { expect, it } from 'vitest';
import { table } from './table.js';

it('aligns columns under a rule, and a foot under another', () => {
  const plain = picocolors.createColors(false);
  const text = table([{ title: 'layer' }, { title: 'parameters', align: 'right' }], [['conv2d', '156'], ['relu', '']], plain, [['total', '156']]);
  expect(text.split('\n')).toEqual(['layer   parameters', '──────────────────', 'conv2d         156', 'relu', '──────────────────', 'total          156']);
});
