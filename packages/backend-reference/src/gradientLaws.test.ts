import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { interpret } from './interpret.js';
import { elementCount, type Tensor } from './tensor.js';
import { centralDifferences } from './testing/centralDifferences.js';
import { differentiable, type Differentiable } from './testing/differentiable.js';
import { uniformValues } from './testing/values.js';

/** Runs the forward operation, and the gradients where `dy` is given. */
function run({ forward, gradients, shapes, given }: Differentiable, dy?: Float64Array): ReadonlyMap<string, Tensor> {
  const tensors = new Map(
    Object.entries(shapes).flatMap(([name, shape]) => {
      const info = { shape, elementType: 'float32' } as const;
      return [[name, info] as const, [`d${name}`, info] as const];
    }),
  );
  const values = new Map(Object.entries(given));
  const operations = dy === undefined ? [forward] : [forward, ...gradients];
  return interpret({ name: forward.kind, tensors, operations }, dy === undefined ? values : values.set('dy', dy));
}

const dot = (a: Float64Array, b: Float64Array): number => a.reduce((sum, value, i) => sum + value * b[i]!, 0);

/** L = Σ dy·y, whose gradient in y is dy. A loss has dy = 1. */
const directionOf = ({ forward, shapes }: Differentiable): Float64Array =>
  forward.kind === 'softmaxCrossEntropy' ? Float64Array.of(1) : uniformValues(7, 'dy', shapes.y!);

describe('a gradient is that of central differences', () => {
  it.each(Object.entries(differentiable))('%s', (_kind, cases) => {
    fc.assert(
      fc.property(cases, (each) => {
        const dy = directionOf(each);
        const tensors = run(each, dy);
        const makes = each.gradients.flatMap(({ outputs }) => [...outputs]).filter((name) => name !== 'product');
        expect(makes.length).toBeGreaterThan(0);
        for (const gradient of makes) {
          const input = each.given[gradient.slice(1)]!;
          const wanted = centralDifferences(() => dot(run(each).get('y')!.data, dy), input, 1e-4);
          const received = tensors.get(gradient)!.data;
          expect(received.length).toBe(elementCount(each.shapes[gradient.slice(1)]!));
          const largest = wanted.reduce((max, value) => Math.max(max, Math.abs(value)), 1);
          received.forEach((value, i) => expect(Math.abs(value - wanted[i]!), `${gradient}[${i}]`).toBeLessThan(1e-8 * largest));
        }
      }),
      { numRuns: 100 },
    );
  });
});

/** Operations that are linear in each input that has a gradient. */
const linearKinds = ['conv2d', 'linear', 'avgPool2d', 'globalAvgPool2d', 'adaptiveAvgPool2d', 'dropout', 'flatten', 'multiply', 'concat'] as const;

describe('a gradient is the adjoint: ⟨A(x), dy⟩ = ⟨x, Aᵀ(dy)⟩', () => {
  it.each(linearKinds)('%s', (kind) => {
    fc.assert(
      fc.property(differentiable[kind], (each) => {
        const { bias: _bias, ...given } = each.given;
        const homogeneous = { ...each, given: 'bias' in each.given ? { ...given, bias: new Float64Array(each.given.bias!.length) } : given };
        const dy = directionOf(each);
        const tensors = run(homogeneous, dy);
        const forward = dot(tensors.get('y')!.data, dy);
        const inputs = Object.keys(given).filter((name) => name !== 'mask');
        const pairings = inputs.map((name) => dot(homogeneous.given[name]!, tensors.get(`d${name}`)!.data));
        // Concat is linear in all of its inputs at once, the others in each by itself.
        const backward = kind === 'concat' ? [pairings.reduce((sum, value) => sum + value, 0)] : pairings;
        for (const value of backward) expect(Math.abs(value - forward)).toBeLessThan(1e-11);
      }),
      { numRuns: 200 },
    );
  });
});
