import { readFileSync } from 'node:fs';
import { checkRecipe, defineRecipe, type CompleteSchedule, type Schedule } from '@archetype/spec';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { learningRate } from './learningRate.js';

interface Fixture {
  readonly learningRate: number;
  readonly stepsPerEpoch: number;
  readonly steps: number;
  readonly cases: readonly { readonly schedule: Schedule; readonly rates: readonly number[] }[];
}

const fixture = JSON.parse(readFileSync(new URL('../../fixtures/schedules.json', import.meta.url), 'utf8')) as Fixture;

function recipeWith(schedule: Schedule, rate = fixture.learningRate): { optimizer: { kind: 'sgd'; learningRate: number; momentum: 0; nesterov: false; weightDecay: 0 }; schedule: CompleteSchedule } {
  const recipe = defineRecipe({ name: 'scheduled', model: 'lenet', epochs: 6, schedule });
  return { optimizer: { kind: 'sgd', learningRate: rate, momentum: 0, nesterov: false, weightDecay: 0 }, schedule: recipe.schedule };
}

describe('the learning rate of every step is that of torch.optim.lr_scheduler', () => {
  it.each(fixture.cases.map((each) => [JSON.stringify(each.schedule), each] as const))('%s', (_, { schedule, rates }) => {
    expect(checkRecipe({ ...defineRecipe({ name: 'scheduled', model: 'lenet', epochs: 6, schedule }) })).toEqual([]);
    const { steps, stepsPerEpoch } = fixture;
    expect(rates).toHaveLength(steps);
    rates.forEach((rate, step) => {
      expect(learningRate(recipeWith(schedule), { step, steps, stepsPerEpoch })).toBeCloseTo(rate, 12);
    });
  });
});

describe('every schedule', () => {
  const positive = fc.double({ min: 0.01, max: 4, noNaN: true });
  const above1 = fc.double({ min: 1.01, max: 100, noNaN: true });
  const plain = fc.oneof(
    fc.constant<Schedule>({ kind: 'constant' }),
    fc.record({ kind: fc.constant('step' as const), stepSize: fc.integer({ min: 1, max: 5 }), gamma: fc.double({ min: 0.1, max: 1, noNaN: true }) }),
    fc.record({ kind: fc.constant('multiStep' as const), milestones: fc.uniqueArray(fc.integer({ min: 1, max: 9 })).map((list) => list.toSorted((a, b) => a - b)) }),
    fc.record({ kind: fc.constant('cosine' as const), minimum: fc.constant(0.001) }),
    fc.record({ kind: fc.constant('oneCycle' as const), pctStart: fc.double({ min: 0.01, max: 0.99, noNaN: true }), divFactor: above1, finalDivFactor: above1 }),
  );
  const schedules = fc.oneof(
    plain,
    fc.record({ kind: fc.constant('linearWarmup' as const), epochs: fc.double({ min: 0.1, max: 9, noNaN: true }), startFactor: fc.double({ min: 0, max: 1, noNaN: true }), after: plain as fc.Arbitrary<never> }),
  );
  const clocks = fc.record({ epochs: fc.integer({ min: 1, max: 9 }), stepsPerEpoch: fc.integer({ min: 1, max: 9 }) });

  it('stays between 0 and the rate that the optimizer gives, at every step of any run', () => {
    fc.assert(
      fc.property(schedules, clocks, positive, (schedule, { epochs, stepsPerEpoch }, rate) => {
        const steps = epochs * stepsPerEpoch;
        for (let step = 0; step < steps; step++) {
          const found = learningRate(recipeWith(schedule, rate), { step, steps, stepsPerEpoch });
          expect(found).toBeGreaterThanOrEqual(0);
          expect(found).toBeLessThanOrEqual(rate * (1 + 1e-12));
        }
      }),
    );
  });

  it('scales with the rate, where it has no rate of its own', () => {
    fc.assert(
      fc.property(schedules, clocks, fc.nat(), (schedule, { epochs, stepsPerEpoch }, seed) => {
        fc.pre(!JSON.stringify(schedule).includes('cosine'));
        const clock = { step: seed % (epochs * stepsPerEpoch), steps: epochs * stepsPerEpoch, stepsPerEpoch };
        expect(learningRate(recipeWith(schedule, 2), clock)).toBeCloseTo(2 * learningRate(recipeWith(schedule, 1), clock), 12);
      }),
    );
  });
});
