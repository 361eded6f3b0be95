import type { StartEvent } from '@archetype/training';
import { describe, expect, it } from 'vitest';
import type { DataRecord } from './data.js';
import { describeEnd, describeStart } from './describe.js';

const data: DataRecord = { source: 'sample', directory: '', files: {}, shuffle: true, test: true, trainingImages: 600, testImages: 600, shape: [1, 28, 28], classNames: [] };
const context = { data, directory: 'run', because: undefined };
const event: StartEvent = {
  event: 'start',
  model: 'lenet',
  recipe: 'lenet',
  engine: 'tfjs:wasm',
  environment: { runtime: 'tfjs 4.22.0', threads: 8 },
  seed: 0,
  batchSize: 256,
  epochs: 2,
  stepsPerEpoch: 3,
  trainingImages: 600,
  testImages: 600,
  parameters: 44_426,
};

describe('the beginning of a run', () => {
  it('says which threads were asked for where others are used', () => {
    expect(describeStart({ ...event, environment: { ...event.environment, threadsAsked: 100, threadsNote: 'it has at most 8' } }, context)).toContain('runtime tfjs 4.22.0, threads 8 (100 asked: it has at most 8)');
  });

  it('says when a batch is all there is', () => {
    expect(describeStart(event, context)).toContain('batch 256, seed 0');
    expect(describeStart({ ...event, batchSize: 1000 }, context)).toContain('batch 1000 (there are 600 images: each step takes all of them), seed 0');
  });

  it.each([
    [{ epoch: 0, step: 0 }, 'going on after step 0, in epoch 1 of 2'],
    [{ epoch: 2, step: 5 }, 'going on after step 5, in epoch 2 of 2'],
    [{ epoch: 2, step: 6 }, 'after step 6, the last of epoch 2: there is nothing left to train; --epochs with a larger number goes on'],
  ])('of one that goes on at %o says: %s', (resumedAt, said) => {
    expect(describeStart({ ...event, resumedAt }, context)).toContain(said);
  });
});

it.each([
  [{ steps: 1, trainLoss: 2.43301 }, 'training loss 2.4330, 1 epoch, 1 step in 0.5 s'],
  [{ steps: 16, trainLoss: 9.667e20 }, 'training loss 9.667e+20, 1 epoch, 16 steps in 0.5 s'],
])('the end of a run: %o', (figures, said) => {
  expect(describeEnd({ event: 'end', reason: 'completed', epochs: 1, seconds: 0.5, ...figures }, { losses: [], directory: 'run' })).toContain(said);
});
