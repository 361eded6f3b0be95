import { describe, expect, it } from 'vitest';
import { bytes, compact, count, duration, percent, shape, small } from './quantities.js';

describe('quantities', () => {
  it.each([
    [count(61706), '61,706'],
    [count(0), '0'],
    [compact(0), '0'],
    [compact(840), '840'],
    [compact(999), '999'],
    [compact(999.6), '1.00 k'],
    [compact(416_520), '417 k'],
    [compact(1_814_073_344), '1.81 G'],
    [compact(9_994), '9.99 k'],
    [compact(9_995), '10.0 k'],
    [bytes(0), '0 B'],
    [bytes(999), '999 B'],
    [bytes(1000), '0.98 KiB'],
    [bytes(246_824), '241 KiB'],
    [bytes(3 * 1024 ** 3), '3 GiB'],
    [percent(0.8312), '83.1 %'],
    [percent(1), '100.0 %'],
    [duration(0.44), '0.4 s'],
    [duration(9.96), '10 s'],
    [duration(59.7), '1 min 00 s'],
    [duration(185), '3 min 05 s'],
    [duration(3_720), '1 h 02 min'],
    [duration(Infinity), '–'],
    [small(0), '0'],
    [small(3.1e-7), '3.1e-7'],
    [small(0.0213), '0.0213'],
    [shape([1, 28, 28]), '1×28×28'],
    [shape([]), 'scalar'],
  ])('%s is %s', (text, expected) => {
    expect(text).toBe(expected);
  });
});
