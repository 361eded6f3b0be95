import { describe, expect, it } from 'vitest';
import { randomStream } from './stream.js';
import { fillUniform } from './uniform.js';

const golden = randomStream({ seed: 42, purpose: 'golden' });
const float32 = (count: number, ...range: number[]) => {
  const out = new Float32Array(count);
  fillUniform(golden, out, ...range);
  return out;
};
const float64 = (count: number, ...range: number[]) => {
  const out = new Float64Array(count);
  fillUniform(golden, out, ...range);
  return out;
};

describe('fillUniform', () => {
  it('gives the golden values', () => {
    expect([...float32(4)]).toEqual([0.6702541708946228, 0.5264325141906738, 0.5674464702606201, 0.6666886806488037]);
    expect([...float64(4)]).toEqual([0.670254174816851, 0.5674465124807409, 0.4425286300603464, 0.6673620417977719]);
  });

  it('begins alike whatever the length', () => {
    expect(float32(5000).slice(0, 1500)).toEqual(float32(1500));
    expect(float64(5000).slice(0, 1500)).toEqual(float64(1500));
  });

  it.each([['Float32Array', float32], ['Float64Array', float64]] as const)(
    'into a %s has the moments of the uniform law, within five standard errors',
    (_, fill) => {
      const count = 100_000;
      const values = Float64Array.from(fill(count));
      const mean = values.reduce((sum, x) => sum + x, 0) / count;
      const square = values.reduce((sum, x) => sum + x * x, 0) / count;
      expect(Math.abs(mean - 1 / 2)).toBeLessThan(5 * Math.sqrt(1 / 12 / count));
      expect(Math.abs(square - 1 / 3)).toBeLessThan(5 * Math.sqrt(4 / 45 / count));
      expect(values.every((x) => x >= 0 && x < 1)).toBe(true);
    },
  );

  it('scales to [low, high)', () => {
    expect([...float64(100, -3, 5)]).toEqual([...float64(100)].map((u) => -3 + 8 * u));
  });
});
