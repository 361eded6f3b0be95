import { expect, it } from 'vitest';
import { widthOf } from './width.js';

it.each([
  [{ isTTY: true, columns: 132 }, 132],
  [{ isTTY: true, columns: 0 }, 80],
  [{ isTTY: true }, 80],
  [{ isTTY: false, columns: 132 }, Infinity],
  [{}, Infinity],
])('a line of %j has room for %d characters', (stream, width) => {
  expect(widthOf(stream)).toBe(width);
});
