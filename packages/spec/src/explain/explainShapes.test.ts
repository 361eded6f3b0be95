import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { adaptiveAvgPool2d } from '../layers/adaptiveAvgPool2d.js';
import { avgPool2d } from '../layers/avgPool2d.js';
import { conv2d } from '../layers/conv2d.js';
import type { Layer } from '../layers/layer.js';
import { maxPool2d } from '../layers/maxPool2d.js';
import { defineModel } from '../model.js';
import type { ImageShape } from '../shapes/shape.js';
import { arrange } from '../structure/arrange.js';
import { modelSpec } from '../testing/index.js';
import { zoo } from '../zoo/index.js';
import { explainShapes } from './explainShapes.js';

type Read = Readonly<Record<string, number | readonly number[]>>;

/** Every name of a line of arithmetic with its value; throws where two sides of an equation differ. */
function readLine(line: string): Read {
  const read: Record<string, number | readonly number[]> = {};
  for (const clause of line.replace(/^[^=;]*: /, '').split('; ')) {
    const sides = clause.split(' = ');
    if (sides.length === 1) continue;
    const names = sides.filter((side) => /^[a-z -]+$/.test(side));
    const values = sides.slice(names.length).map((side) => (side.startsWith('[N') ? JSON.parse(side.replace('N, ', '')) : evaluate(side)));
    if (names.length === 0) throw new Error(`an equation without a name: ${clause}`);
    for (const value of values) expect(value, clause).toEqual(values[0]);
    for (const name of names) read[name] = values[0];
  }
  return read;
}

/** sum := term (('+' | '−') term)*; term := factor (('·' | '/') factor)*; factor := number | name? '(' sum (',' sum)* ')' */
function evaluate(text: string): number {
  const tokens = text.match(/\d+|[a-z]+|[()+−·/,]/g) ?? [];
  if (tokens.join('') !== text.replaceAll(' ', '')) throw new Error(`not arithmetic: ${text}`);
  const functions: Readonly<Record<string, (...values: readonly number[]) => number>> = { floor: Math.floor, ceil: Math.ceil, max: Math.max };
  let at = 0;
  const sum = (): number => {
    let value = term();
    while (tokens[at] === '+' || tokens[at] === '−') value += tokens[at++] === '+' ? term() : -term();
    return value;
  };
  const term = (): number => {
    let value = factor();
    while (tokens[at] === '·' || tokens[at] === '/') value = tokens[at++] === '·' ? value * factor() : value / factor();
    return value;
  };
  const factor = (): number => {
    const token = tokens[at++] ?? '';
    if (/\d/.test(token)) return Number(token);
    const apply = token === '(' ? (value: number) => value : functions[token];
    if (apply === undefined || (token !== '(' && tokens[at++] !== '(')) throw new Error(`unexpected ${token} in ${text}`);
    const values = [sum()];
    while (tokens[at] === ',') {
      at += 1;
      values.push(sum());
    }
    if (tokens[at++] !== ')') throw new Error(`unclosed: ${text}`);
    return apply(...(values as [number]));
  };
  const value = sum();
  if (at !== tokens.length) throw new Error(`more than one sum: ${text}`);
  return value;
}

const linesOf = (input: ImageShape, layer: Layer) =>
  explainShapes(defineModel({ name: 'm', input, layers: [layer] }))[0]?.lines;

describe('the arithmetic of', () => {
  it('AlexNet\'s first convolution', () => {
    expect(explainShapes(zoo.alexnet)[0]).toEqual({
      path: 'features.0',
      kind: 'conv2d',
      inputShapes: [[1, 224, 224]],
      outputShape: [96, 54, 54],
      lines: [
        'channels = 96; outChannels, one filter each',
        'height = width = floor((224 + 0 + 0 − 1·(11 − 1) − 1) / 4) + 1 = 54',
        'left over of height and width = 224 + 0 + 0 − ((54 − 1)·4 + 1·(11 − 1) + 1) = 1; at the end of the padded input, in no window',
        'multiply-adds = 96·54·54·1·11·11 = 33872256; outputs times what a filter covers',
        'parameters = 96·1·11·11 + 96 = 11712; weight and bias',
      ],
    });
  });

  it.each<readonly [string, ImageShape, Layer, readonly string[]]>([
    [
      'ceil mode whose last window would start in the padding',
      [2, 3, 3],
      maxPool2d({ kernelSize: 2, stride: 2, padding: 1, ceilMode: true }),
      [
        'channels = 2; each by itself',
        'height = width = ceil((3 + 1 + 1 − 1·(2 − 1) − 1) / 2) + 1 − 1 = 2; start of the last window = 2·2 = 4; ' +
          'start of the end padding = 3 + 1 = 4; a window that starts in it is dropped',
      ],
    ],
    [
      'ceil mode that keeps its last window, sides apart',
      [1, 54, 6],
      avgPool2d({ kernelSize: [3, 2], stride: 2, ceilMode: true }),
      ['channels = 1; each by itself', 'height = ceil((54 + 0 + 0 − 1·(3 − 1) − 1) / 2) + 1 = 27', 'width = ceil((6 + 0 + 0 − 1·(2 − 1) − 1) / 2) + 1 = 3'],
    ],
    [
      'same padding, odd',
      [4, 96, 96],
      conv2d({ outChannels: 6, kernelSize: 7, stride: 2, padding: 'same', groups: 2, bias: false }),
      [
        'channels = 6; outChannels, one filter each',
        'padding of height and width = max(0, (ceil(96 / 2) − 1)·2 + 1·(7 − 1) + 1 − 96) = 5; "same": 2 before and 3 after',
        'height = width = floor((96 + 2 + 3 − 1·(7 − 1) − 1) / 2) + 1 = ceil(96 / 2) = 48',
        'channels that a filter sees = 4 / 2 = 2',
        'multiply-adds = 6·48·48·2·7·7 = 1354752; outputs times what a filter covers',
        'parameters = 6·2·7·7 = 588; weight',
      ],
    ],
    [
      'adaptive windows that overlap',
      [3, 5, 2],
      adaptiveAvgPool2d({ outputSize: [3, 1] }),
      [
        'channels = 3; each by itself',
        'height = 3; width = 1; outputSize',
        'rows of window 0: from = floor(0·5 / 3) = 0; to before = ceil((0 + 1)·5 / 3) = 2; covered = 2 − 0 = 2',
        'rows of window 1: from = floor(1·5 / 3) = 1; to before = ceil((1 + 1)·5 / 3) = 4; covered = 4 − 1 = 3',
        'rows of window 2: from = floor(2·5 / 3) = 3; to before = ceil((2 + 1)·5 / 3) = 5; covered = 5 − 3 = 2',
        'columns of window 0: from = floor(0·2 / 1) = 0; to before = ceil((0 + 1)·2 / 1) = 2; covered = 2 − 0 = 2',
      ],
    ],
  ])('%s', (_, input, layer, lines) => {
    expect(linesOf(input, layer)).toEqual(lines);
  });

  it('flatten, linear and batch norm', () => {
    const explained = new Map(explainShapes(zoo['lenet-bn']).map(({ path, lines }) => [path, lines]));
    expect(explained.get('1')).toEqual(['output = input = [N, 6, 24, 24]; each channel by itself', 'parameters = 6 + 6 = 12; weight and bias', 'running statistics = 6 + 6 = 12; running_mean and running_var']);
    expect(explained.get('8')).toEqual(['features = 16·4·4 = 256']);
    expect(explained.get('9')).toEqual(['features = 120; outFeatures, each from all 256 inputs', 'multiply-adds = 120·256 = 30720', 'parameters = 120·256 + 120 = 30840; weight and bias']);
  });

  it('merges', () => {
    const merges = (name: 'googlenet' | 'resnet18' | 'efficientnet-b0') => explainShapes(zoo[name]).filter(({ kind }) => kind === 'parallel');
    expect(merges('googlenet')[0]?.lines).toEqual(['channels = 64 + 128 + 32 + 32 = 256', 'height = 12; width = 12; as in each branch']);
    expect(merges('resnet18')[0]?.lines).toEqual(['output = [N, 64, 56, 56]; the sum of 2 branches, element by element']);
    expect(merges('efficientnet-b0')[0]?.lines[0]).toContain('branch 1 [N, 32, 1, 1] stretched over height and width');
  });
});

it('what is printed, read back and evaluated, is the shape, the parameters and the multiply-adds of every layer', () => {
  fc.assert(
    fc.property(modelSpec(), (model) => {
      const { steps } = arrange(model);
      const explained = explainShapes(model);
      expect(explained.map(({ path }) => path)).toEqual(steps.map(({ path }) => path));
      explained.forEach(({ outputShape, lines }, i) => {
        const read = Object.assign({}, ...lines.map((line) => readLine(line))) as Read;
        expect(read['output'] ?? namesOf(outputShape).map((name) => read[name]), lines.join('\n')).toEqual(outputShape);
        const step = steps[i];
        if (step?.kind !== 'leaf') return;
        const state = step.definition.state?.(step.layer, step.input.shape) ?? [];
        const parameters = state.filter(({ name }) => name === 'weight' || name === 'bias').reduce((sum, { shape }) => sum + shape.reduce((a, b) => a * b), 0);
        expect(read['parameters'] ?? 0).toBe(parameters);
        expect(read['multiply-adds'] ?? 0).toBe(step.definition.multiplyAdds?.(step.layer, step.input.shape, step.output.shape) ?? 0);
      });
    }),
    { numRuns: 200 },
  );
});

const namesOf = (shape: readonly number[]) => (shape.length === 3 ? ['channels', 'height', 'width'] : ['features']);
