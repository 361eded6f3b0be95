import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { conv2d } from '../layers/conv2d.js';
import { relu } from '../layers/relu.js';
import { sequential } from '../layers/sequential.js';
import { defineModel } from '../model.js';
import { modelSpec } from '../testing/index.js';
import { zoo } from '../zoo/index.js';
import { outlineOf, type Item } from './outline.js';

/** An outline in a line: blocks by their kinds, groups by their names, repeats by their counts. */
const brief = (items: readonly Item[]): string =>
  items
    .map((item) => {
      if (item.type === 'block') return item.parts.map(({ layer }) => layer.kind).join('+');
      if (item.type === 'split') return `${item.merge}[${item.branches.map((branch) => brief(branch)).join(' | ')}]`;
      return `${item.type === 'group' ? item.name : item.count}(${brief(item.items)})`;
    })
    .join(' ');

describe('outlines', () => {
  it('AlexNet: small layers with those before them, flatten with the one after', () => {
    expect(brief(outlineOf(zoo.alexnet).items)).toBe(
      'features(conv2d+relu maxPool2d conv2d+relu maxPool2d 2(conv2d+relu) conv2d+relu maxPool2d) ' +
        'classifier(flatten+linear+relu+dropout linear+relu+dropout linear)',
    );
  });

  it('ResNet-34: a block that is repeated is repeated as it was written', () => {
    const { items } = outlineOf(zoo.resnet34);
    const body = 'conv2d+batchNorm+relu conv2d+batchNorm';
    expect(brief(items.slice(1, 3))).toBe(`stage1(3(add[${body} | ] relu)) stage2(add[${body} | conv2d] relu 3(add[${body} | ] relu))`);
  });

  it('DenseNet: what comes first belongs to what follows', () => {
    expect(brief(outlineOf(zoo.densenet).items.slice(1, 4))).toBe('4(concat[ | batchNorm+relu+conv2d]) batchNorm+relu+conv2d avgPool2d');
  });

  it('runs of layers without a container are found too', () => {
    const pair = [conv2d({ outChannels: 2, kernelSize: 1 }), relu(), conv2d({ outChannels: 3, kernelSize: 1 }), relu()];
    expect(brief(outlineOf(defineModel({ name: 'm', input: [1, 4, 4], layers: [...pair, ...pair, ...pair] })).items)).toBe('3(conv2d+relu conv2d+relu)');
  });

  it('containers nested as deep as can be take no time', () => {
    let layers = [sequential({ name: 'inner', layers: [relu()] })];
    for (let depth = 0; depth < 120; depth += 1) layers = [sequential({ layers }), sequential({ name: 'named', layers: [] })];
    expect(brief(outlineOf(defineModel({ name: 'm', input: [1, 4, 4], layers })).items)).toContain('inner(relu)');
  });
});

it('every layer of a random model is in its outline once', () => {
  const paths = (items: readonly Item[]): readonly string[] =>
    items.flatMap((item) => {
      if (item.type === 'block') return item.parts.flatMap(({ steps }) => steps.map(({ path }) => path));
      if (item.type === 'split') return [...item.branches.flatMap((branch) => paths(branch)), ...item.steps.map(({ path }) => path)];
      return paths(item.items);
    });
  fc.assert(
    fc.property(modelSpec({ maxLayers: 10 }), (model) => {
      const { items, arrangement } = outlineOf(model);
      expect(paths(items).toSorted()).toEqual(arrangement.steps.map(({ path }) => path).toSorted());
    }),
  );
});
