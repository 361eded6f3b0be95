import { describe, expect, it } from 'vitest';
import type { DataRecord } from './data.js';
import { readRunEnvironment } from './resume.js';

const data: DataRecord = {
  source: 'sample',
  directory: '/sample',
  files: { 'train-images-idx3-ubyte.gz': 'ab' },
  shuffle: true,
  test: true,
  trainingImages: 600,
  testImages: 100,
  shape: [1, 28, 28],
  classNames: ['shirt', 'bag'],
};

describe('what a run says of itself', () => {
  it('is taken as it was written', () => {
    const environment = { engine: 'ort:cpu', data: { ...data, limit: 5 }, command: ['archetype'] };
    expect(readRunEnvironment({ path: 'run', environment })).toBe(environment);
  });

  it.each<unknown>([
    null,
    [],
    'ort:cpu',
    { data },
    { engine: 'ort:cpu' },
    { engine: 'abacus', data },
    // A comparison's.
    { engine: 'ort:cpu,tfjs:wasm', data },
    { engine: 'ort:cpu', data: { ...data, shape: [28, 28] } },
    { engine: 'ort:cpu', data: { ...data, shape: [1, 28, 0] } },
    { engine: 'ort:cpu', data: { ...data, classNames: undefined } },
    { engine: 'ort:cpu', data: { ...data, classNames: [1, 2] } },
    { engine: 'ort:cpu', data: { ...data, files: null } },
    { engine: 'ort:cpu', data: { ...data, shuffle: undefined } },
    { engine: 'ort:cpu', data: { ...data, limit: 'all' } },
  ])('is refused where it does not say on what it began: %j', (environment) => {
    expect(() => readRunEnvironment({ path: 'run', environment })).toThrow(expect.objectContaining({ code: 'run-incomplete' }));
  });
});
