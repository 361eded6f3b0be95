import { conv2d, defineModel, defineRecipe, flatten, linear, maxPool2d, zoo, type Layer } from '@archetype/spec';
import { createGraphSet, refusal } from '@archetype/training';
import { describe, expect, it } from 'vitest';
import { BACKEND_NAMES, loadBackend } from './backends.js';
import { operationsJson } from './describeOperations.js';
import { limitsOf, operationTables } from './operations.js';
import { requireOperations } from './requireOperations.js';

const planOf = (layers: readonly Layer[]) => {
  const model = defineModel({ name: 'pooled', input: [1, 28, 28], layers });
  return { model, recipe: defineRecipe({ name: 'pooled', model, batchSize: 8, optimizer: { kind: 'adam' } }) };
};
const dilated = planOf([conv2d({ outChannels: 2, kernelSize: 3 }), maxPool2d({ kernelSize: 2, stride: 1, dilation: 2, name: 'wide' }), flatten(), linear({ outFeatures: 10 })]);

describe('what each engine can run', () => {
  it('has a table of every device of every backend, with every operation in it', async () => {
    const tables = await operationTables();
    for (const name of BACKEND_NAMES) {
      const { devices } = await loadBackend(name);
      for (const device of devices) expect([...tables.keys()]).toContain(name === 'reference' ? 'reference' : `${name}:${device}`);
    }
    const kinds = Object.keys(tables.get('reference') ?? {}).toSorted();
    for (const [engine, table] of tables) expect([engine, Object.keys(table).toSorted()]).toEqual([engine, kinds]);
    const { operations } = operationsJson(tables) as { readonly operations: readonly { readonly operation: string; readonly engines: object }[] };
    expect(operations.map(({ operation }) => operation)).toEqual(kinds);
    expect(operations.find(({ operation }) => operation === 'maxPool2dGradient')?.engines).toMatchObject({
      'tfjs:wasm': { by: 'TypeScript' },
      'tfjs:webgpu': { by: 'TensorFlow.js', except: 'dilated windows' },
    });
  });

  it('lets every network of the zoo train everywhere', async () => {
    const tables = await operationTables();
    expect(await limitsOf('ort:cpu')).toBeUndefined();
    for (const model of [zoo.lenet, zoo['lenet-bn'], zoo.alexnet, zoo.googlenet, zoo['efficientnet-b0']]) {
      const { operations } = createGraphSet({ model, recipe: defineRecipe({ name: 'any', model }) }).training(2);
      for (const [engine, table] of tables) for (const operation of operations) expect([engine, refusal(table, operation)]).toEqual([engine, undefined]);
    }
  });

  it('refuses before anything is loaded, naming layer, operation and the engines that can', async () => {
    await requireOperations(['tfjs:wasm', 'ort:cpu'], dilated);
    await expect(requireOperations(['ort:cpu', 'tfjs:webgpu'], dilated)).rejects.toMatchObject({
      code: 'operation-unsupported',
      message: expect.stringMatching(/^pooled\/wide: tfjs:webgpu cannot train this layer: maxPool2dGradient has none for dilated windows\n {2}use ort:cpu.*tfjs:wasm/),
    });
  });
});
