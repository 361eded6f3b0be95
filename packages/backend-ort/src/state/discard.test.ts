import { expect, test } from 'vitest';
import { discard } from './discard.js';

test('what is discarded is given back with the next turn of the loop, not when the collector comes by', async () => {
  const fill = (): ArrayBuffer => new Float32Array(2 ** 24).fill(1).buffer;
  const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
  discard([fill()]);
  await turn();
  const before = process.memoryUsage().arrayBuffers;
  for (let i = 0; i < 20; i++) {
    const buffer = fill();
    discard([buffer]);
    expect(buffer.byteLength).toBe(0);
    await turn();
  }
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(2 ** 26);
});
