import type { EpochEvent, FitEvent } from '@archetype/training';
import { expect, it } from 'vitest';
import { resultOf } from './events.js';

const epoch = (number: number, imagesPerSecond: number, seconds: number): EpochEvent => ({
  event: 'epoch',
  epoch: number,
  step: number,
  trainLoss: 1,
  trainAccuracy: 0.5,
  imagesPerSecond,
  learningRate: 0.1,
  seconds,
});

it('weighs the speed of epochs by their time, and keeps losses that are no numbers as gaps', () => {
  const events: readonly FitEvent[] = [
    { event: 'step', epoch: 1, step: 1, loss: 2 },
    epoch(1, 100, 3),
    { event: 'step', epoch: 2, step: 2, loss: NaN },
    epoch(2, 300, 1),
    { event: 'warning', code: 'loss-not-finite', epoch: 2, step: 2, message: 'it diverged' },
  ];
  const result = resultOf('ort:cpu', { threads: 2 }, events);
  expect(result.imagesPerSecond).toBe(150);
  expect(result.losses).toEqual([2, null]);
  expect(result.epochs).toHaveLength(2);
  expect(result.warnings).toHaveLength(1);
});

it('has no speed of a run that finished no epoch', () => {
  expect(resultOf('ort:cpu', {}, [{ event: 'step', epoch: 1, step: 1, loss: 2 }])).not.toHaveProperty('imagesPerSecond');
});
