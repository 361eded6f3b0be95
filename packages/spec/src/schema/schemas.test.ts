import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkModel } from '../check/model.js';
import { checkRecipe } from '../check/recipe.js';
import { recipes } from '../recipes/index.js';
import { almostValidModel, modelSpec, mutated } from '../testing/index.js';
import { zoo } from '../zoo/index.js';
import { modelSchema, recipeSchema } from './schemas.js';

const compiled = (schema: object): ValidateFunction => new Ajv2020({ strict: true, strictTypes: false }).compile(schema);
const isModel = compiled(modelSchema());
const isRecipe = compiled(recipeSchema());

/** What the parser alone can know: a schema sees no shapes, no other names and no end of nesting. */
const parserOnly = new Set([
  'duplicate-path', 'groups-do-not-divide', 'kernel-exceeds-input', 'merge-shapes-differ', 'needs-flat-input', 'needs-image-input', 'nested-too-deep',
  'nesterov-without-momentum', 'padding-exceeds-half-kernel', 'scale-lengths-differ', 'too-large', 'too-many-layers',
]);

describe('the published files', () => {
  it.each([['model', modelSchema()], ['recipe', recipeSchema()]])('%s.schema.json is what the descriptors give', async (name, schema) => {
    await expect(`${JSON.stringify(schema, null, 2)}\n`).toMatchFileSnapshot(`../../schemas/${name}.schema.json`);
  });
});

describe('what an editor shows', () => {
  const { $defs } = modelSchema() as { readonly $defs: Readonly<Record<string, { readonly properties: Readonly<Record<string, object>> }>> };

  it('each field says what it may be, and its default', () => {
    const { outChannels, stride } = $defs['conv2d']?.properties ?? {};
    expect(outChannels).toEqual({ type: 'integer', minimum: 1, maximum: 2 ** 31 - 1, description: 'a whole number of at least 1' });
    expect(stride).toMatchObject({ description: 'a whole number of at least 1, or [height, width] of such', default: 1 });
    expect($defs['maxPool2d']?.properties['stride']).toMatchObject({ description: expect.stringContaining('; where absent, that of kernelSize') as unknown });
    expect($defs['maxPool2d']?.properties['stride']).not.toHaveProperty('default');
  });
});

describe('valid files', () => {
  it.each(Object.entries(zoo))('%s', (_, model) => {
    expect(isModel(JSON.parse(JSON.stringify(model)))).toBe(true);
  });

  it.each(Object.entries(recipes))('recipe %s', (_, recipe) => {
    expect(isRecipe(JSON.parse(JSON.stringify(recipe)))).toBe(true);
    expect(isRecipe({ ...recipe, model: zoo.lenet })).toBe(true);
    expect(isRecipe({ ...recipe, model: { ...zoo.lenet, layers: [] } })).toBe(false);
  });

  it('may name their schema, so that an editor finds it', () => {
    const [model, recipe] = [{ $schema: 'x', ...zoo.lenet }, { $schema: 'y', ...recipes.lenet }];
    expect([isModel(model), isRecipe(recipe), isRecipe({ ...recipe, model })]).toEqual([true, true, true]);
    expect([isModel({ ...model, $schema: 1 }), isRecipe({ ...recipe, $schema: null })]).toEqual([false, false]);
  });
});

describe('laws', () => {
  it('every model that the parser takes the schema takes', () => {
    fc.assert(fc.property(modelSpec(), (model) => isModel(model)), { numRuns: 300 });
  });

  it('whatever the schema refuses the parser refuses, and what it takes lacks at most what a schema cannot see', () => {
    const values = fc.oneof(
      almostValidModel().map(({ value }) => value),
      fc.oneof(modelSpec({ maxLayers: 4 }), fc.constantFrom(zoo.lenet, zoo['lenet-bn'], zoo.nin)).chain((model) => mutated(model)),
    );
    fc.assert(
      fc.property(values, (value) => {
        // Where containers are nested hundreds deep the validator runs out of stack.
        fc.pre(JSON.stringify(value).split('"kind"').length < 200);
        const codes = checkModel(asJson(value)).map(({ code }) => code);
        if (isModel(asJson(value))) expect(codes.filter((code) => !parserOnly.has(code))).toEqual([]);
        else expect(codes).not.toEqual([]);
      }),
      { numRuns: 1000 },
    );
  });

  it('for recipes too', () => {
    fc.assert(
      fc.property(fc.constantFrom(...Object.values(recipes)).chain((recipe) => mutated(recipe)), (value) => {
        const findings = checkRecipe(asJson(value));
        // That milestones ascend is more than a schema can say.
        if (isRecipe(asJson(value))) expect(findings.filter(({ code, pointer }) => !parserOnly.has(code) && !pointer.includes('milestones'))).toEqual([]);
        else expect(findings).not.toEqual([]);
      }),
      { numRuns: 1000 },
    );
  });
});

/** What would stand in the file. */
function asJson(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}
