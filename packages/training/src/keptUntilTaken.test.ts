import { expect, it } from 'vitest';
import { keptUntilTaken } from './keptUntilTaken.js';

it('gives what there is once, and has it made for whoever asks later', async () => {
  let made = 0;
  const take = keptUntilTaken('first', async () => `made ${++made}`);
  expect([await take(), await take(), await take()]).toEqual(['first', 'made 1', 'made 2']);
});
