import { kernels } from '@archetype/backend-reference';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { runValues } from '../../../testing/runValues.js';
import { canonical, convert, heightWidthBatchChannels, taps } from '../../layouts/layout.js';
import type { Convolution, ErrorClass } from './formulation.js';
import { convolutionFormulations } from './formulations.js';

/** Error allowed, relative to the largest Σ|x|·|w| of any output. */
const allowed = (error: ErrorClass): number => (error.kind === 'exact' ? 5e-7 : error.bound);

const count = (shape: readonly number[]): number => shape.reduce((product, side) => product * side, 1);
const small = (max: number) => fc.integer({ min: 1, max });

/** One side of a convolution that has at least one output. */
const anySide = fc
  .record({
    kernel: small(5),
    stride: fc.oneof(fc.constant(1), small(3)),
    dilation: fc.oneof(fc.constant(1), small(2)),
    begin: fc.nat(3),
    end: fc.nat(3),
    output: small(9),
    spare: fc.nat(2),
  })
  .map((s) => ({ ...s, input: (s.output - 1) * s.stride + s.dilation * (s.kernel - 1) + 1 - s.begin - s.end + (s.spare % s.stride) }))
  .filter(({ input }) => input > 0);

/** A few elements, zeros around them, as many outputs. */
const wholeSide = fc
  .record({ kernel: small(5), begin: fc.nat(4), output: small(4) })
  .filter(({ kernel, begin }) => begin < kernel)
  .map(({ kernel, begin, output }) => ({ kernel, begin, end: kernel - 1 - begin, output, input: output, stride: 1, dilation: 1 }));

const side = fc.oneof(anySide, wholeSide);

const convolutions: fc.Arbitrary<Convolution> = fc
  .record({ batch: small(3), groups: fc.oneof(fc.constant(1), small(4)), into: small(4), out: small(4), height: side, width: side })
  .map(({ batch, groups, into, out, height, width }) => ({
    batch,
    groups,
    inChannels: groups * into,
    outChannels: groups * out,
    input: [height.input, width.input],
    output: [height.output, width.output],
    kernelSize: [height.kernel, width.kernel],
    stride: [height.stride, width.stride],
    padding: [height.begin, width.begin, height.end, width.end],
    dilation: [height.dilation, width.dilation],
  }));

/** Uniform in (−1, 1), from a 32-bit linear congruential generator. */
function numbers(length: number, seed: number): Float32Array {
  let state = seed >>> 0;
  return Float32Array.from({ length }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 31 - 1;
  });
}

/** The operation's result in double precision. */
function reference(
  kind: 'conv2d' | 'conv2dInputGradient' | 'conv2dWeightGradient',
  c: Convolution,
  operands: readonly { readonly shape: readonly number[]; readonly data: Float32Array }[],
  shape: readonly number[],
): Float64Array {
  const { groups, kernelSize, stride, padding, dilation } = c;
  const data = new Float64Array(count(shape));
  const inputs = operands.map((operand) => ({ shape: operand.shape, data: Float64Array.from(operand.data) }));
  const [first, second, third] = inputs as [(typeof inputs)[0], (typeof inputs)[0], (typeof inputs)[0] | undefined];
  const attributes = { path: 'layer', groups, kernelSize, stride, padding, dilation, outputs: ['result'] } as const;
  if (kind === 'conv2d') {
    kernels.conv2d({ ...attributes, kind, inputs: ['x', 'w', 'b'] }, third ? [first, second, third] : [first, second], [{ shape, data }]);
  } else if (kind === 'conv2dInputGradient') {
    kernels.conv2dInputGradient({ ...attributes, kind, inputs: ['dy', 'w'] }, [first, second], [{ shape, data }]);
  } else {
    kernels.conv2dWeightGradient({ ...attributes, kind, inputs: ['dy', 'x'] }, [first, second], [{ shape, data }]);
  }
  return data;
}

const magnitude = <T extends { readonly data: Float32Array }>(operand: T): T => ({ ...operand, data: operand.data.map(Math.abs) });

/** Results of formulations that err by more than their class allows. */
async function failures(c: Convolution, seed: number): Promise<readonly string[]> {
  const found: string[] = [];
  const shapes = {
    x: [c.batch, c.inChannels, ...c.input],
    w: [c.outChannels, c.inChannels / c.groups, ...c.kernelSize],
    b: [c.outChannels],
    dy: [c.batch, c.outChannels, ...c.output],
  };
  const [x, w, b, dy] = (['x', 'w', 'b', 'dy'] as const).map((name, i) => ({ shape: shapes[name], data: numbers(count(shapes[name]), seed + i) })) as [
    { shape: number[]; data: Float32Array }, { shape: number[]; data: Float32Array }, { shape: number[]; data: Float32Array }, { shape: number[]; data: Float32Array },
  ];
  const hwnc = (operand: typeof x) => {
    const layout = heightWidthBatchChannels(operand.shape);
    return { shape: layout.shape, data: convert(operand.data, canonical(operand.shape), layout) };
  };
  const byTaps = taps(shapes.w);
  const formulations = convolutionFormulations.filter(({ applies }) => applies(c));

  const results = await runValues(
    { x: hwnc(x), w: { shape: byTaps.shape, data: convert(w.data, canonical(shapes.w), byTaps) }, b, dy: hwnc(dy) },
    (g, values) =>
      Object.fromEntries(
        formulations.flatMap((formulation) => [
          [`${formulation.name} forward`, formulation.forward(g, c, values['x']!, values['w']!, values['b'])],
          [`${formulation.name} input gradient`, formulation.inputGradient(g, c, values['dy']!, values['w']!)],
          [`${formulation.name} weight gradient`, formulation.weightGradient(g, c, values['dy']!, values['x']!)],
        ]),
      ),
  );

  const cases = [
    { name: 'forward', layout: heightWidthBatchChannels(shapes.dy), shape: shapes.dy, kind: 'conv2d', operands: [x, w, b] },
    { name: 'input gradient', layout: heightWidthBatchChannels(shapes.x), shape: shapes.x, kind: 'conv2dInputGradient', operands: [dy, w] },
    { name: 'weight gradient', layout: byTaps, shape: shapes.w, kind: 'conv2dWeightGradient', operands: [dy, x] },
  ] as const;
  for (const { name, layout, shape, kind, operands } of cases) {
    const expected = reference(kind, c, operands, shape);
    // Zero where no window reaches the input: then the result must be zero too.
    const scale = Math.max(...reference(kind, c, operands.map(magnitude), shape)) || 1;
    for (const formulation of formulations) {
      const received = convert(results[`${formulation.name} ${name}`]!, layout, canonical(shape));
      const error = received.reduce((worst, value, i) => Math.max(worst, Math.abs(value - expected[i]!)), 0) / scale;
      if (!(error <= allowed(formulation.error))) found.push(`${formulation.name}, ${name}: error ${error}`);
    }
  }
  return found;
}

test('every formulation that applies is the convolution, and its gradients', async () => {
  const property = fc.asyncProperty(convolutions, fc.nat(), async (c, seed) => {
    expect(await failures(c, seed)).toEqual([]);
  });
  await fc.assert(property, { numRuns: 150 });
}, 120_000);

const plain = { batch: 2, inChannels: 3, outChannels: 2, groups: 1, stride: [1, 1], dilation: [1, 1] } as const;

/** Sides of several tiles: whole ones and cut off, with padding that differs from side to side and more of it than the kernel reaches. */
const severalTiles: readonly { readonly name: string; readonly convolution: Convolution }[] = [
  { name: 'whole tiles', convolution: { ...plain, input: [12, 24], output: [12, 24], kernelSize: [3, 3], padding: [1, 1, 1, 1] } },
  { name: 'no padding', convolution: { ...plain, input: [15, 17], output: [13, 15], kernelSize: [3, 3], padding: [0, 0, 0, 0] } },
  { name: 'more padding than the kernel reaches', convolution: { ...plain, input: [9, 8], output: [15, 13], kernelSize: [3, 3], padding: [4, 3, 4, 4] } },
  { name: 'padding that differs', convolution: { ...plain, input: [14, 13], output: [13, 15], kernelSize: [5, 3], padding: [3, 0, 0, 4] } },
  { name: 'wide kernel, small tiles', convolution: { ...plain, input: [10, 11], output: [10, 11], kernelSize: [5, 5], padding: [2, 2, 2, 2] } },
  { name: 'a kernel of one column', convolution: { ...plain, input: [13, 9], output: [13, 9], kernelSize: [3, 1], padding: [1, 0, 1, 0] } },
  { name: 'groups', convolution: { ...plain, groups: 2, inChannels: 6, outChannels: 4, input: [14, 14], output: [14, 14], kernelSize: [3, 3], padding: [1, 1, 1, 1] } },
];

test.each(severalTiles)('$name: every way of tiling is the convolution, and its gradients', async ({ convolution }) => {
  expect(await failures(convolution, 7)).toEqual([]);
});

test('those convolutions take every way of tiling', () => {
  const tilings = convolutionFormulations.filter(({ name }) => name.includes('winograd'));
  expect(tilings.filter(({ applies }) => !severalTiles.some(({ convolution }) => applies(convolution))).map(({ name }) => name)).toEqual([]);
});
