import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defineRecipe, summarize, zoo, type ModelSpec } from '@archetype/spec';
import { modelSpec } from '@archetype/spec/testing';
import { fc, test } from '@fast-check/vitest';
import { afterAll, describe, expect, it } from 'vitest';
import type { Examined } from '../examine.js';
import type { Budget } from './budget.js';
import { excesses } from './excess.js';
import { budgetFindings } from './findings.js';
import { limitsFor } from './limitsFor.js';
import { readBudget } from './read.js';

const folder = mkdtempSync(join(tmpdir(), 'archetype-budget-'));
afterAll(() => rmSync(folder, { recursive: true }));
const written = (name: string, text: string): string => {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
};

describe('a budget file', () => {
  it('is JSON or YAML', async () => {
    const budget: Budget = { maxParameters: 2e6, batchSize: 32, optimizer: { kind: 'adam' }, models: { 'lenet*': { maxMultiplyAdds: 5e5 } } };
    expect(await readBudget(written('a.json', JSON.stringify(budget)))).toEqual(budget);
    expect(await readBudget(written('a.yaml', 'maxParameters: 2e6\nbatchSize: 32\noptimizer: { kind: adam }\nmodels:\n  "lenet*": { maxMultiplyAdds: 5e5 }\n'))).toEqual(budget);
    expect(await readBudget(written('b.yaml', 'format: archetype-budget/1\n'))).toEqual({ format: 'archetype-budget/1' });
  });

  it.each([
    ['[]', '1:1', 'a budget must be an object such as { "maxParameters": 1000000 }'],
    ['format: archetype/1', '1:9', 'format must be "archetype-budget/1", or left out'],
    ['maxParameter: 3', '1:15', 'unknown field "maxParameter"; did you mean maxParameters?'],
    ['maxParameters: "3"', '1:16', 'maxParameters must be a number of at least 0; received "3"'],
    ['maxParameters: -1', '1:16', 'maxParameters must be a number of at least 0; received -1'],
    ['maxTrainingBytes: .inf', '1:19', 'maxTrainingBytes must be a number of at least 0; received null'],
    ['batchSize: 0', '1:12', 'batchSize must be a whole number of at least 1; received 0'],
    ['optimizer: { kind: adamm }', '1:20', 'unknown kind "adamm"'],
    ['models: []', '1:9', 'models must be an object from names or globs to limits'],
    ['models:\n  "": { maxParameters: 3 }', '2:7', 'a name or glob of a model must not be empty'],
    ['models:\n  lenet: 5', '2:10', 'limits must be an object such as { "maxParameters": 1000000 }'],
    ['models:\n  lenet:\n    models: {}', '3:13', 'unknown field "models"; there are maxParameters, maxMultiplyAdds, maxTrainingBytes, batchSize and optimizer'],
  ])('%j is refused at its line', async (text, place, problem) => {
    const path = written('wrong.yaml', text);
    await expect(readBudget(path)).rejects.toMatchObject({ code: 'budget-invalid', explanation: { subject: `${path}:${place}`, problem } });
  });

  it('tells every mistake', async () => {
    await expect(readBudget(written('wrong.json', '{ "maxParameters": -1, "x": 2,\n "models": { "a": { "batchSize": 0 } } }'))).rejects.toMatchObject({
      explanation: { details: [expect.stringContaining('unknown field "x"'), expect.stringMatching(/^2:34 batchSize/)] as unknown },
    });
  });
});

describe('the limits of a model', () => {
  const budget: Budget = { maxParameters: 1, maxMultiplyAdds: 2, models: { 'lenet*': { maxParameters: 10 }, 'nets/**': { maxParameters: 20 }, 'big.json': { maxMultiplyAdds: 30 }, 'lenet-bn': { batchSize: 4 } } };
  it.each([
    ['vgg', 'vgg.json', { maxParameters: 1, maxMultiplyAdds: 2 }],
    ['lenet', 'a.json', { maxParameters: 10, maxMultiplyAdds: 2 }],
    ['lenet', 'nets/deep/a.json', { maxParameters: 20, maxMultiplyAdds: 2 }],
    ['vgg', 'other/big.json', { maxParameters: 1, maxMultiplyAdds: 30 }],
    ['lenet-bn', 'lenet.json', { maxParameters: 10, maxMultiplyAdds: 2, batchSize: 4 }],
  ])('%s in %s', (name, path, limits) => {
    expect(limitsFor(budget, name, path)).toEqual(limits);
  });

  it('knows no name from a prototype', () => {
    expect(limitsFor({ models: {} }, 'constructor', 'toString')).toEqual({});
  });
});

describe('what exceeds', () => {
  const subject = (model: ModelSpec) => ({ model, place: [] });

  it('is said with its ratio and the largest layers', () => {
    expect(excesses(subject(zoo.lenet), { maxParameters: 22_213, maxMultiplyAdds: 1e9 })).toEqual([
      {
        limit: 'maxParameters',
        allowed: 22_213,
        received: 44_426,
        ratio: 2,
        largest: [{ path: '7', kind: 'linear', amount: 30_840 }, { path: '9', kind: 'linear', amount: 10_164 }, { path: '3', kind: 'conv2d', amount: 2_416 }],
      },
    ]);
  });

  it('counts memory for the batch and optimiser of the budget, or of the recipe', () => {
    const bytesOf = (limits: object, training?: { readonly recipe: ReturnType<typeof defineRecipe>; readonly input: readonly [number, number, number] }) =>
      excesses({ ...subject(zoo.resnet18), ...(training && { training }) }, { maxTrainingBytes: 1, ...limits })[0];
    const adam = { kind: 'adam' } as const;
    expect(bytesOf({ batchSize: 32, optimizer: adam })).toMatchObject({ received: summarize(zoo.resnet18, { batchSize: 32, optimizer: adam }).totals.trainingBytes, batchSize: 32, optimizer: 'adam' });
    expect(bytesOf({})).toMatchObject({ received: summarize(zoo.resnet18, { batchSize: 128 }).totals.trainingBytes, optimizer: 'sgd' });
    const recipe = defineRecipe({ name: 'r', model: 'resnet18', batchSize: 7, optimizer: adam });
    expect(bytesOf({ batchSize: 32 }, { recipe, input: [1, 96, 96] })).toMatchObject({ received: summarize(zoo.resnet18, { batchSize: 7, optimizer: adam, input: [1, 96, 96] }).totals.trainingBytes, batchSize: 7, optimizer: 'adam' });
  });

  test.prop([modelSpec(), fc.double({ min: 0, max: 3, noNaN: true })])('the limit itself is allowed, anything below it is not', (model, factor) => {
    const { parameters } = summarize(model).totals;
    const maxParameters = Math.floor(parameters * factor);
    expect(excesses(subject(model), { maxParameters })).toHaveLength(parameters > maxParameters ? 1 : 0);
    expect(excesses(subject(model), { maxParameters: parameters })).toEqual([]);
  });

  it('stands where the largest layer stands', () => {
    const examined: Examined = { file: join(folder, 'nets/a.json'), kind: 'model', findings: [], subject: subject(zoo.lenet), locate: (pointer) => ({ line: pointer.length, column: Number(pointer[1]) }) };
    const [finding, ...more] = budgetFindings(examined, { models: { 'nets/*.json': { maxParameters: 44_425 } } }, join(folder, 'budget.json'));
    expect(more).toEqual([]);
    expect(finding).toMatchObject({ code: 'budget-exceeded', pointer: ['layers', 7], line: 2, column: 7, received: '44426', budget: { ratio: 44_426 / 44_425 } });
    expect(finding?.message).toBe('lenet has 44,426 parameters, 1.00002 times maxParameters 44,425');
    expect(finding?.details?.[0]).toBe('7 linear: 30,840, 69.4 %');
    expect(budgetFindings(examined, { maxParameters: 3 }, 'budget.json')[0]?.message).toBe('lenet has 44,426 parameters, 14,809 times maxParameters 3');
    expect(budgetFindings(examined, { maxParameters: 0 }, 'budget.json')[0]?.message).toBe('lenet has 44,426 parameters, more than maxParameters 0');
    expect(budgetFindings({ ...examined, subject: undefined } as unknown as Examined, { maxParameters: 0 }, 'budget.json')).toEqual([]);
  });
});
