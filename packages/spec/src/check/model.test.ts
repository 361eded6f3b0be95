import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { defineModel, type ModelSpec } from '../model.js';
import { almostValidModel, modelSpec, mutated } from '../testing/index.js';
import { inferShapes } from '../shapes/inferShapes.js';
import { zoo } from '../zoo/index.js';
import { SpecError } from './error.js';
import { checkModel, parseModel } from './model.js';
import { parseWellFormed } from './wellFormed.js';

const valid = { format: 'archetype/1', name: 'm', input: [3, 8, 8] };
const withLayers = (...layers: readonly unknown[]) => ({ ...valid, layers });
const nestedSequential = (depth: number): unknown => {
  let layer: unknown = { kind: 'relu' };
  for (let i = 0; i < depth; i += 1) layer = { kind: 'sequential', layers: [layer] };
  return layer;
};

/** What each wrong layer, alone in a model of input [3, 8, 8], must cause. */
describe('a wrong layer', () => {
  const conv = { kind: 'conv2d', outChannels: 4, kernelSize: 3 };
  it.each<readonly [unknown, object]>([
    [null, { code: 'not-an-object', message: 'a layer must be an object; received null' }],
    ['relu', { code: 'not-an-object', received: '"relu"' }],
    [[conv], { code: 'not-an-object', received: '[an object]' }],
    [{}, { code: 'missing-field', message: 'kind is missing' }],
    [{ kind: 'conv' }, { code: 'unknown-kind', pointer: ['layers', 0, 'kind'] }],
    [{ kind: 'Conv2D' }, { code: 'unknown-kind', remedy: 'did you mean "conv2d"?' }],
    [{ kind: 'rleu' }, { code: 'unknown-kind', remedy: 'did you mean "relu"?' }],
    [{ kind: 'max_pool2d' }, { code: 'unknown-kind', remedy: 'did you mean "maxPool2d"?' }],
    [{ kind: '__proto__' }, { code: 'unknown-kind', received: '"__proto__"' }],
    [{ kind: 'constructor' }, { code: 'unknown-kind' }],
    [{ kind: 'hasOwnProperty' }, { code: 'unknown-kind' }],
    [{ kind: 3 }, { code: 'unknown-kind', received: '3' }],
    [{ ...conv, outChannels: 0 }, { code: 'invalid-field', message: 'outChannels must be a whole number of at least 1; received 0', pointer: ['layers', 0, 'outChannels'] }],
    [{ ...conv, outChannels: 2.5 }, { code: 'invalid-field', received: '2.5' }],
    [{ ...conv, outChannels: Number.NaN }, { code: 'invalid-field', received: 'NaN' }],
    [{ ...conv, outChannels: Number.POSITIVE_INFINITY }, { code: 'invalid-field', received: 'Infinity' }],
    [{ ...conv, outChannels: 2 ** 53 }, { code: 'invalid-field' }],
    [{ ...conv, outChannels: 2 ** 31 }, { code: 'invalid-field', remedy: 'sizes go up to 2147483647: runtimes keep them in 32 bits' }],
    [{ ...conv, outChannels: '4' }, { code: 'invalid-field', remedy: 'write 4 without quotes' }],
    [{ ...conv, outChannels: null }, { code: 'invalid-field', received: 'null' }],
    [{ kind: 'conv2d', outChannels: 4 }, { code: 'missing-field', message: 'kernelSize is missing', pointer: ['layers', 0] }],
    [{ kind: 'conv2d', outChannels: 4, kernel_size: 3 }, { code: 'unknown-field', remedy: 'did you mean "kernelSize"?', pointer: ['layers', 0, 'kernel_size'] }],
    [{ ...conv, filters: 4 }, { code: 'unknown-field', remedy: 'the fields are kind, outChannels, kernelSize, stride, padding, dilation, groups, bias, name' }],
    [JSON.parse('{ "kind": "relu", "__proto__": 1 }'), { code: 'unknown-field', received: '__proto__' }],
    [{ ...conv, kernelSize: [3] }, { code: 'invalid-field', received: '[3]' }],
    [{ ...conv, kernelSize: [3, 0] }, { code: 'invalid-field', received: '[3, 0]' }],
    [{ ...conv, kernelSize: { height: 3 } }, { code: 'invalid-field', received: 'an object' }],
    [{ ...conv, kernelSize: Array.from({ length: 99 }, () => 1) }, { code: 'invalid-field', received: 'a list of 99' }],
    [{ ...conv, stride: 0 }, { code: 'invalid-field', remedy: 'correct it, or leave it out for the default' }],
    [{ ...conv, padding: 'SAME' }, { code: 'invalid-field', received: '"SAME"' }],
    [{ ...conv, padding: [1, 1, 1] }, { code: 'invalid-field' }],
    [{ ...conv, padding: -1 }, { code: 'invalid-field' }],
    [{ ...conv, bias: 1 }, { code: 'invalid-field', message: 'bias must be true or false; received 1' }],
    [{ ...conv, name: 'a.b' }, { code: 'invalid-field', path: '0', pointer: ['layers', 0, 'name'] }],
    [{ ...conv, name: '1' }, { code: 'invalid-field' }],
    [{ ...conv, name: '' }, { code: 'invalid-field' }],
    [{ ...conv, groups: 2 }, { code: 'groups-do-not-divide', message: 'groups 2 does not divide the 3 input channels', pointer: ['layers', 0, 'groups'] }],
    [{ ...conv, groups: 3 }, { code: 'groups-do-not-divide', message: 'groups 3 does not divide outChannels 4', remedy: 'groups must divide both, so it must be a divisor of 1' }],
    [{ ...conv, kernelSize: 11, stride: 4 }, {
      code: 'kernel-exceeds-input',
      message: 'kernel 11 exceeds the padded input 8 on height',
      details: ['input [1, 3, 8, 8]; floor((8 + 0 + 0 − 11) / 4) + 1 = 0'],
      remedy: 'the input must be at least 11 high, or padding at least 2 on each side',
    }],
    [{ ...conv, kernelSize: [1, 4], dilation: 3, padding: [0, 0, 0, 1] }, {
      code: 'kernel-exceeds-input',
      message: 'kernel 4 with dilation 3 covers 10, which exceeds the padded input 9 on width',
      details: ['input [1, 3, 8, 8]; floor((8 + 0 + 1 − 3·(4 − 1) − 1) / 1) + 1 = 0'],
    }],
    [{ kind: 'maxPool2d', kernelSize: 3, padding: 2 }, {
      code: 'padding-exceeds-half-kernel',
      message: 'padding 2 at the top, left, bottom, right is more than half the kernel',
      remedy: 'padding must be at most 1 there, or the kernel at least 4',
    }],
    [{ kind: 'avgPool2d', kernelSize: 2, dilation: 2 }, { code: 'unknown-field' }],
    [{ kind: 'maxPool2d', kernelSize: 12, ceilMode: true, stride: 2 }, { code: 'kernel-exceeds-input', remedy: 'the input must be at least 11 high, or padding at least 2 on each side' }],
    [{ kind: 'globalAvgPool2d', outputSize: 1 }, { code: 'unknown-field' }],
    [{ kind: 'adaptiveAvgPool2d' }, { code: 'missing-field' }],
    [{ kind: 'adaptiveAvgPool2d', outputSize: 2 ** 21 }, { code: 'too-large', remedy: 'height and width must be at most 1048576' }],
    [{ kind: 'batchNorm', eps: 0 }, { code: 'invalid-field' }],
    [{ kind: 'batchNorm', momentum: 1.5 }, { code: 'invalid-field' }],
    [{ kind: 'batchNorm', runningVariance: 'unbiassed' }, { code: 'invalid-field', remedy: 'did you mean "unbiased"?' }],
    [{ kind: 'localResponseNorm', size: 5, k: 0 }, { code: 'invalid-field' }],
    [{ kind: 'localResponseNorm' }, { code: 'missing-field' }],
    [{ kind: 'leakyRelu', negativeSlope: Number.NaN }, { code: 'invalid-field' }],
    [{ kind: 'dropout', rate: 1 }, { code: 'invalid-field', message: 'rate must be a number of at least 0 and below 1; received 1' }],
    [{ kind: 'dropout', p: 0.5 }, { code: 'unknown-field' }],
    [{ kind: 'linear', outFeatures: 10 }, { code: 'needs-flat-input' }],
    [{ kind: 'sequential' }, { code: 'missing-field' }],
    [{ kind: 'sequential', layers: {} }, { code: 'invalid-field', message: 'layers must be a list of layers; received an object' }],
    [{ kind: 'sequential', layers: [{ kind: 'sequential', name: 'b', layers: [7] }] }, { code: 'not-an-object', path: '0.b.0', pointer: ['layers', 0, 'layers', 0, 'layers', 0] }],
    [{ kind: 'parallel', branches: [], merge: 'add' }, { code: 'invalid-field' }],
    [{ kind: 'parallel', branches: [{ kind: 'relu' }], merge: 'add' }, { code: 'invalid-field' }],
    [{ kind: 'parallel', branches: [[]], merge: 'sum' }, { code: 'invalid-field' }],
    [{ kind: 'parallel', branches: [[]] }, { code: 'missing-field' }],
    [{ kind: 'parallel', branches: [[], [{ kind: 'tanH' }]], merge: 'add' }, { code: 'unknown-kind', path: '0.1.0', pointer: ['layers', 0, 'branches', 1, 0, 'kind'] }],
  ])('%j', (layer, expected) => {
    const findings = checkModel(withLayers(layer));
    expect(findings).toMatchObject([expected]);
    expect(findings[0]?.message).not.toBe('');
  });
});

it.each([[3n, '3n'], [Symbol('x'), 'a symbol'], [() => 3, 'a function'], [new Map(), 'an object']])('what no file could hold is named: %s', (outFeatures, received) => {
  const layers = [{ kind: 'linear', outFeatures }];
  expect(checkModel({ ...valid, input: [4], layers })).toMatchObject([{ code: 'invalid-field', received }]);
});

describe('a wrong model', () => {
  const layers = [{ kind: 'relu' }];
  it.each<readonly [unknown, readonly object[]]>([
    [null, [{ code: 'not-an-object', message: 'a model must be an object; received null', pointer: [] }]],
    [[], [{ code: 'not-an-object' }]],
    ['lenet', [{ code: 'not-an-object', received: '"lenet"' }]],
    [undefined, [{ code: 'not-an-object' }]],
    [{}, [{ message: 'format is missing' }, { message: 'name is missing' }, { message: 'input is missing' }, { message: 'layers is missing' }]],
    [{ ...valid, layers, format: 'archetype/2' }, [{ code: 'invalid-field', pointer: ['format'] }]],
    [{ ...valid, layers, name: '' }, [{ code: 'invalid-field', pointer: ['name'] }]],
    [{ ...valid, layers: [] }, [{ code: 'invalid-field', message: 'layers must be a list of at least one layer; received []' }]],
    [{ ...valid, layers, inputs: [1] }, [{ code: 'unknown-field', remedy: 'did you mean "input"?' }]],
    [{ ...valid, layers, input: [28, 28] }, [{ code: 'invalid-field', received: '[28, 28]' }]],
    [{ ...valid, layers, input: [1, 28, 0] }, [{ code: 'invalid-field' }]],
    [{ ...valid, layers, input: 784 }, [{ code: 'invalid-field' }]],
    [{ ...valid, layers, input: [1, 2 ** 21, 1] }, [{ code: 'too-large', pointer: ['input'] }]],
    [{ ...valid, layers, input: [2 ** 30, 2 ** 20, 2 ** 20] }, [{ code: 'too-large' }]],
    [{ ...valid, input: [9], layers: [{ kind: 'conv2d', outChannels: 1, kernelSize: 1 }] }, [{ code: 'needs-image-input', message: 'needs [N, C, H, W], received [1, 9]' }]],
  ])('%j', (model, expected) => {
    expect(checkModel(model)).toMatchObject(expected);
  });
});

describe('every finding', () => {
  it('of a file, in its order, each once', () => {
    const model = withLayers(
      { kind: 'conv2d', outChannels: 6, kernelSize: 5, name: 'a' },
      { kind: 'maxPool2d', kernelSize: 9 },
      { kind: 'batchNorm', eps: -1 },
      { kind: 'sequential', name: 'a', layers: [{ kind: 'relu6' }, { kind: 'linear' }] },
      { kind: 'parallel', merge: 'add', branches: [[{ kind: 'dropout', rate: 2 }], [null]] },
    );
    expect(checkModel(model).map(({ code, path, pointer }) => [code, path, pointer.join('/')])).toEqual([
      ['invalid-field', '2', 'layers/2/eps'],
      ['unknown-kind', 'a.0', 'layers/3/layers/0/kind'],
      ['missing-field', 'a.1', 'layers/3/layers/1'],
      ['duplicate-path', 'a', 'layers/3/name'],
      ['invalid-field', '4.0.0', 'layers/4/branches/0/0/rate'],
      ['not-an-object', '4.1.0', 'layers/4/branches/1/0'],
      ['kernel-exceeds-input', '1', 'layers/1/kernelSize'],
    ]);
  });

  it('of each branch, though another is wrong', () => {
    const large = { kind: 'conv2d', outChannels: 1, kernelSize: 9 };
    const model = withLayers({ kind: 'parallel', merge: 'concat', branches: [[large], [{ kind: 'relu' }], [large]] }, large);
    expect(checkModel(model).map(({ path }) => path)).toEqual(['0.0.0', '0.2.0']);
  });

  it('goes on where the output is known all the same', () => {
    const model = withLayers({ kind: 'linear', outFeatures: 4 }, { kind: 'globalAvgPool2d' });
    expect(checkModel(model).map(({ code }) => code)).toEqual(['needs-flat-input', 'needs-image-input']);
  });

  it('judges no shape behind a layer that is wrong', () => {
    expect(checkModel(withLayers({ kind: 'conv2d', outChannels: 4, kernelSize: -1 }, { kind: 'linear', outFeatures: 4 }))).toHaveLength(1);
  });

  it('judges shapes behind a field that nobody knows, and a name that cannot be one', () => {
    const codes = (layer: object) => checkModel(withLayers(layer, { kind: 'linear', outFeatures: 4 })).map(({ code }) => code);
    expect(codes({ kind: 'relu', comment: 'x' })).toEqual(['unknown-field', 'needs-flat-input']);
    expect(codes({ kind: 'relu', name: '#' })).toEqual(['invalid-field', 'needs-flat-input']);
  });

  it('an object with very many unknown fields is not listed whole', () => {
    const fields = Object.fromEntries(Array.from({ length: 5000 }, (_, i) => [`field${i}`, i]));
    const findings = checkModel(withLayers({ kind: 'relu', ...fields }));
    expect(findings).toHaveLength(10);
    expect(findings[0]?.message).toBe('unknown field "field0", one of 5000');
  });
});

describe('names', () => {
  it('of the kind that objects have from their prototype are names like any other', () => {
    const model = withLayers({ kind: 'relu', name: '__proto__' }, { kind: 'relu', name: 'constructor' }, { kind: 'relu', name: 'toString' });
    expect(checkModel(model)).toEqual([]);
    expect(inferShapes(model as unknown as ModelSpec).map(({ path }) => path)).toEqual(['__proto__', 'constructor', 'toString']);
  });

  it('may repeat in other lists', () => {
    const block = { kind: 'sequential', layers: [{ kind: 'relu', name: 'a' }] };
    expect(checkModel(withLayers(block, block, { kind: 'relu', name: 'a' }))).toEqual([]);
    expect(checkModel(withLayers({ kind: 'relu', name: 'a' }, { kind: 'relu', name: 'a' }, { kind: 'relu', name: 'a' }))).toMatchObject([
      { code: 'duplicate-path', path: 'a', message: 'the path a is taken by layer 0 of the same list', pointer: ['layers', 1, 'name'] },
      { code: 'duplicate-path', path: 'a', pointer: ['layers', 2, 'name'] },
    ]);
  });
});

describe('models without end', () => {
  it('256 containers deep is allowed and inferred, 257 is not', () => {
    expect(checkModel(withLayers(nestedSequential(256)))).toEqual([]);
    expect(inferShapes(withLayers(nestedSequential(256)) as unknown as ModelSpec)).toHaveLength(1);
    expect(checkModel(withLayers(nestedSequential(5000)))).toMatchObject([{ code: 'nested-too-deep' }]);
    expect(checkModel(withLayers(nestedSequential(257)))).toMatchObject([{ code: 'nested-too-deep', path: Array(257).fill('0').join('.') }]);
  });

  it('a list that holds itself', () => {
    const layers: unknown[] = [];
    layers.push({ kind: 'sequential', layers }, { kind: 'parallel', merge: 'add', branches: [layers, layers] });
    const codes = checkModel(withLayers(...layers)).map(({ code }) => code);
    expect(codes).toContain('too-many-layers');
    expect(() => inferShapes(withLayers(...layers) as unknown as ModelSpec)).toThrow(SpecError);
  });

  it('a list doubled at each level', () => {
    let list: unknown[] = [{ kind: 'relu' }];
    for (let i = 0; i < 60; i += 1) list = [{ kind: 'sequential', layers: [...list, ...list] }];
    expect(checkModel(withLayers(...list)).map(({ code }) => code)).toEqual(['too-many-layers']);
  });

  it('200,000 layers', () => {
    const model = { ...valid, layers: Array.from({ length: 200_000 }, () => ({ kind: 'relu' })) };
    expect(checkModel(model).map(({ code, path }) => [code, path])).toEqual([['too-many-layers', '']]);
  });
});

describe('the link to a schema', () => {
  const model = withLayers({ kind: 'relu' });

  it('is for the editor: allowed at the top of a file, and no part of the model', () => {
    const linked = { $schema: './node_modules/@archetype/spec/schemas/model.schema.json', ...model };
    expect(checkModel(linked)).toEqual([]);
    expect(Object.keys(parseModel(linked))).toEqual(Object.keys(model));
    expect(inferShapes(linked as unknown as ModelSpec)).toHaveLength(1);
  });

  it.each([3, null, {}])('is a text, not %j', ($schema) => {
    expect(checkModel({ ...model, $schema })).toMatchObject([{ code: 'invalid-field', pointer: ['$schema'] }]);
  });

  it('is for the top alone', () => {
    expect(checkModel(withLayers({ kind: 'relu', $schema: 'x' }))).toMatchObject([{ code: 'unknown-field', pointer: ['layers', 0, '$schema'] }]);
  });
});

describe('parsing', () => {
  it('returns a valid model as it is', () => {
    const model = JSON.parse(JSON.stringify(zoo.googlenet)) as unknown;
    expect(parseModel(model)).toBe(model);
  });

  it('throws the one finding as the error', () => {
    const model = { ...valid, name: 'alexnet', input: [1, 9, 9], layers: [{ kind: 'sequential', name: 'features', layers: [{ kind: 'conv2d', outChannels: 96, kernelSize: 11, stride: 4 }] }] };
    expect(() => parseModel(model)).toThrow(SpecError);
    expect(() => parseModel(model)).toThrow(
      [
        'alexnet/features.0 conv2d: kernel 11 exceeds the padded input 9 on height',
        '  input [1, 1, 9, 9]; floor((9 + 0 + 0 − 11) / 4) + 1 = 0',
        '  the input must be at least 11 high, or padding at least 1 on each side',
      ].join('\n'),
    );
  });

  it('throws several findings in one error, which holds them', () => {
    const wrong = withLayers({ kind: 'relu6' }, { kind: 'linear' });
    const error = thrownBy(() => parseModel(wrong));
    expect(error.message).toBe(
      ['m: 2 findings', '  0: unknown kind "relu6"', '    did you mean "relu"?', '  1 linear: outFeatures is missing', '    add "outFeatures": a whole number of at least 1'].join('\n'),
    );
    expect(error.findings).toEqual(checkModel(wrong));
  });

  it('leaves shapes aside where the input may be another', () => {
    const narrow = withLayers({ kind: 'conv2d', outChannels: 1, kernelSize: 9 });
    expect(parseWellFormed(narrow)).toBe(narrow);
    expect(parseWellFormed({ $schema: 'x', ...narrow })).toEqual(narrow);
    expect(inferShapes(parseWellFormed(narrow), { input: [3, 9, 9] })).toHaveLength(1);
    expect(() => parseWellFormed(withLayers({ kind: 'conv2d' }))).toThrow('m: 2 findings');
    expect(() => parseWellFormed(null)).toThrow('a model must be an object; received null');
  });

  it('an error has twenty findings and the number of the rest', () => {
    const wrong = withLayers(...Array.from({ length: 30 }, () => null));
    expect(thrownBy(() => parseModel(wrong)).message).toMatch(/and 10 more$/);
  });
});

function thrownBy(call: () => unknown): SpecError {
  try {
    call();
  } catch (error) {
    if (error instanceof SpecError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

describe('laws', () => {
  it('a valid model has no finding', () => {
    fc.assert(
      fc.property(modelSpec(), (model) => {
        expect(checkModel(model)).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  it('a model with one mistake has its finding, with its path and a message', () => {
    fc.assert(
      fc.property(almostValidModel(), ({ value, code, path }) => {
        const findings = checkModel(value);
        expect(findings).toContainEqual(expect.objectContaining({ code, path }));
        for (const finding of findings) expect(pointedAt(value, finding.pointer)).toBe(true);
      }),
      { numRuns: 1500 },
    );
  });

  it('whatever passes the check can be inferred, and whatever does not is refused by inference', () => {
    const sample = fc.constantFrom(...Object.values(zoo).filter(({ name }) => ['lenet', 'lenet-bn', 'resnet18', 'googlenet', 'squeezenet1.1'].includes(name)));
    fc.assert(
      fc.property(fc.oneof(sample, modelSpec()).chain((model) => mutated(model)), (value) => {
        const findings = checkModel(value);
        if (findings.length === 0) expect(() => inferShapes(value as ModelSpec)).not.toThrow();
        else expect(() => parseModel(value)).toThrow(SpecError);
      }),
      { numRuns: 1000 },
    );
  });
});

/** Whether the pointer leads to something in the value. */
function pointedAt(value: unknown, pointer: readonly (string | number)[]): boolean {
  let at = value;
  for (const key of pointer) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, key)) return false;
    at = (at as Readonly<Record<string | number, unknown>>)[key];
  }
  return true;
}

describe('mutations of valid files', () => {
  it('never crash the checker, and every finding has its code and message', () => {
    const models = fc.oneof(modelSpec({ maxLayers: 4 }), fc.constantFrom(zoo.lenet, zoo['lenet-bn'], zoo['squeezenet1.1']));
    fc.assert(
      fc.property(models.chain((model) => mutated(model)), (value) => {
        for (const { code, message } of checkModel(value)) expect([code, message]).not.toContain('');
      }),
      { numRuns: 3000 },
    );
  });

  it('of which most are wrong', () => {
    const model = defineModel(zoo.lenet);
    const wrong = fc.sample(mutated(model), { numRuns: 500, seed: 1 }).filter((value) => checkModel(value).length > 0);
    expect(wrong.length).toBeGreaterThan(300);
  });
});
