import { conv2d, defineModel, defineRecipe, flatten, linear, maxPool2d } from '@archetype/spec';
import { describe, expect, it } from 'vitest';
import { BACKEND_NAMES, loadBackend } from './backends.js';
import { operationsJson } from './describeOperations.js';
import { limitsOf, operationTables } from './operations.js';
import { requireOperations } from './requireOperations.js';

const layers = [conv2d({ outChannels: 2, kernelSize: 3 }), maxPool2d({ kernelSize: 2, stride: 1, dilation: 2, name: 'wide' }), flatten(), linear({ outFeatures: 10 })];
const model = defineModel({ name: 'pooled', input: [1, 28, 28], layers });
const pooled = { model, recipe: defineRecipe({ name: 'pooled', model, batchSize: 8, optimizer: { kind: 'adam' } }) };

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
    expect(operations.find(({ operation }) => operation === 'maxPool2dGradient')?.engines).toMatchObject({ 'tfjs:wasm': { by: 'TypeScript' }, 'tfjs:webgpu': { by: 'TensorFlow.js' } });
  });

  it('has no hole: every engine trains every model', async () => {
    expect(await limitsOf('ort:cpu')).toBeUndefined();
    for (const [engine, table] of await operationTables()) for (const [kind, { by }] of Object.entries(table)) expect([engine, kind, by]).toEqual([engine, kind, expect.any(String)]);
  });

  it('refuses before anything is loaded, naming layer, operation and the engines that can', async () => {
    const tables = await operationTables();
    const without = new Map([...tables].map(([engine, table]) => [engine, engine === 'tfjs:webgpu' ? { ...table, maxPool2dGradient: {} } : table]));
    const support = { limitsOf: async (engine: string) => without.get(engine), operationTables: async () => without };
    await requireOperations([...tables.keys()], pooled);
    await requireOperations(['tfjs:wasm', 'ort:cpu'], pooled, support);
    await expect(requireOperations(['ort:cpu', 'tfjs:webgpu'], pooled, support)).rejects.toMatchObject({
      code: 'operation-unsupported',
      message: expect.stringMatching(/^pooled\/wide: tfjs:webgpu cannot train this layer: maxPool2dGradient has no kernel there\n {2}use ort:cpu.*tfjs:wasm/),
    });
  });
});
