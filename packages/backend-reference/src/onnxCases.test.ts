import { describe, it } from 'vitest';
import { expectCase, readCases } from './testing/cases.js';

/** Cases whose results are written by hand to so many decimals; the others hold float32, some computed in float32. */
const decimals: Readonly<Record<string, number>> = { averagepool_2d_ceil_last_window_starts_on_pad: 4 };

describe("the ONNX project's node tests compute the same", () => {
  it.each(readCases('onnxCases.json').map((each) => [each.name, each] as const))('%s', (name, each) => {
    const digits = decimals[name];
    expectCase(each, digits === undefined ? 2e-6 : 10 ** -digits / 2);
  });
});
