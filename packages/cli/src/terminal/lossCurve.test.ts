import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { curveSize, lossCurve, means } from './lossCurve.js';

const dotsOf = (line: string): number =>
  [...line].reduce((sum, character) => {
    const bits = (character.codePointAt(0) ?? 0) - 0x2800;
    return sum + (bits > 0 && bits < 256 ? bits.toString(2).replaceAll('0', '').length : 0);
  }, 0);

describe('lossCurve', () => {
  it('draws a falling line from the top left to the bottom right', () => {
    expect(lossCurve([2, 1.5, 1, 0.5], { width: 2, height: 1 })).toBe('2.000 ┤⠑⢄');
    const lines = lossCurve(Array.from({ length: 40 }, (_, index) => 2 - index / 20), { width: 20, height: 5 }).split('\n');
    expect(lines).toHaveLength(5);
    expect(lines[0]).toMatch(/^2\.000 ┤/);
    expect(lines[4]).toMatch(/^0\.050 ┤/);
  });

  it('draws a level line level', () => {
    expect(lossCurve([1, 1, 1, 1], { width: 2, height: 2 }).split('\n').map(dotsOf)).toEqual([4, 0]);
  });

  it('has nothing to draw of fewer than two finite values', () => {
    expect(lossCurve([], { width: 10, height: 3 })).toBe('');
    expect(lossCurve([NaN, 1, Infinity], { width: 10, height: 3 })).toBe('');
  });

  test.prop([fc.array(fc.double({ min: 0, max: 1e6, noNaN: true }), { minLength: 2, maxLength: 500 }), fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 8 })])(
    'has a dot for every point, and no more lines or columns than asked for',
    (values, width, height) => {
      const lines = lossCurve(values, { width, height }).split('\n');
      expect(lines).toHaveLength(height);
      for (const line of lines) expect([...(line.split('┤')[1] ?? '')].length).toBeLessThanOrEqual(width);
      expect(lines.reduce((sum, line) => sum + dotsOf(line), 0)).toBeGreaterThanOrEqual(Math.min(values.length, width * 2));
    },
  );
});

describe('means', () => {
  test.prop([fc.array(fc.integer({ min: -1000, max: 1000 }), { minLength: 1, maxLength: 200 }), fc.integer({ min: 1, max: 50 })])(
    'are no more than asked for, within the values, and all of them where they fit',
    (values, most) => {
      const result = means(values, most);
      expect(result).toHaveLength(Math.min(values.length, most));
      expect(Math.max(...result)).toBeLessThanOrEqual(Math.max(...values));
      expect(Math.min(...result)).toBeGreaterThanOrEqual(Math.min(...values));
      if (values.length <= most) expect(result).toEqual(values);
    },
  );
});

describe('curveSize', () => {
  it.each([[Infinity, 72], [80, 68], [60, 48], [10, 16]])('in lines of %d characters is %i wide', (columns, width) => {
    expect(curveSize(columns).width).toBe(width);
  });
});
