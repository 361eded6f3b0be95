import { conv2d, defineModel, zoo } from '@archetype/spec';
import { describe, expect, it } from 'vitest';
import { estimateTraining } from './trainingMemory.js';

const resnet = (options: Parameters<typeof estimateTraining>[2]) => estimateTraining(zoo.resnet18, 'resnet18', { input: [1, 64, 64], batch: 16, ...options })!;

describe('memory while training, of a model', () => {
  it('is the sum of its parts, at the batch and with the optimiser asked for', () => {
    const { memory, ...setting } = resnet({ optimizer: 'adam' });
    const { total, ...parts } = memory;
    expect(setting).toEqual({ engine: 'ort:cpu', precision: 'fast', recompute: false, batchSize: 16 });
    expect(Object.values(parts).reduce((sum, bytes) => sum + bytes)).toBe(total);
    // Adam keeps two tensors for each weight, and each of the three is there twice.
    expect(memory.state / resnet({}).memory.state).toBeGreaterThan(2.9);
  });

  it('is less with recomputation', () => {
    expect(resnet({ recompute: true }).memory.values).toBeLessThan(resnet({}).memory.values / 2);
  });

  it('is not told of a model that is no classifier', () => {
    const model = defineModel({ name: 'filter', input: [1, 8, 8], layers: [conv2d({ outChannels: 2, kernelSize: 3 })] });
    expect(estimateTraining(model, undefined, {})).toBeUndefined();
  });
});
