import { describe, expect, it } from 'vitest';
import { inferShapes } from '../index.js';
import { zoo } from './index.js';

type ZooName = keyof typeof zoo;

/** The shapes after each layer, joined as `6×24×24`, with equal neighbours (activations, dropout) once. */
function shapeTable(name: ZooName): readonly string[] {
  const shapes = inferShapes(zoo[name]).map(({ outputShape }) => outputShape.join('×'));
  return shapes.filter((shape, i) => shape !== shapes[i - 1]);
}

const classifier = ['4096', '10'];
const alexnetTable = [
  '96×54×54', '96×26×26', '256×26×26', '256×12×12', '384×12×12', '256×12×12', '256×5×5', '6400',
];

describe('shape tables of the published notebooks', () => {
  it.each<readonly [ZooName, readonly string[]]>([
    ['lenet', ['6×24×24', '6×12×12', '16×8×8', '16×4×4', '256', '120', '84', '10']],
    ['lenet-relu', ['6×24×24', '6×12×12', '16×8×8', '16×4×4', '256', '120', '84', '10']],
    ['lenet-bn', ['6×24×24', '6×12×12', '16×8×8', '16×4×4', '256', '120', '84', '10']],
    ['alexnet', [...alexnetTable, ...classifier]],
    ['alexnet-p1', [...alexnetTable, ...classifier]],
    ['alexnet-slim', [...alexnetTable, ...classifier]],
    [
      'alexnet-p2',
      ['96×55×55', '96×27×27', '256×27×27', '256×13×13', '384×13×13', '256×13×13', '256×6×6', '9216', ...classifier],
    ],
    [
      'alexnet-2012',
      ['96×55×55', '96×27×27', '256×27×27', '256×13×13', '384×13×13', '256×13×13', '256×6×6', '9216', '4096', '1000'],
    ],
    [
      'vgg11',
      [
        '64×224×224', '64×112×112', '128×112×112', '128×56×56', '256×56×56', '256×28×28', '512×28×28', '512×14×14', '512×7×7',
        '25088', ...classifier,
      ],
    ],
    [
      'vgg11-ratio8',
      [
        '8×224×224', '8×112×112', '16×112×112', '16×56×56', '32×56×56', '32×28×28', '64×28×28', '64×14×14', '64×7×7',
        '3136', '512', '10',
      ],
    ],
    [
      'nin',
      [
        '96×54×54', '96×26×26', '256×26×26', '256×12×12', '384×12×12', '384×5×5', '10×5×5', '10×1×1', '10',
      ],
    ],
  ])('%s', (name, table) => {
    expect(shapeTable(name)).toEqual(table);
  });

  it.each(['vgg13', 'vgg16', 'vgg19', 'vgg11-ratio4'] as const)('%s halves five times', (name) => {
    const widths = name === 'vgg11-ratio4' ? [16, 32, 64, 128, 128] : [64, 128, 256, 512, 512];
    const pooled = inferShapes(zoo[name]).filter(({ kind }) => kind === 'maxPool2d');
    expect(pooled.map(({ outputShape }) => outputShape)).toEqual(widths.map((width, i) => [width, 112 >> i, 112 >> i]));
  });

  it.each(['googlenet', 'googlenet-linear-stem'] as const)('%s, at each stage and after each Inception block', (name) => {
    const table = shapeTable(name);
    for (const shape of ['64×24×24', '192×12×12', '480×6×6', '832×3×3', '1024×1×1', '1024', '10']) expect(table).toContain(shape);
    const joined = inferShapes(zoo[name]).filter(({ kind }) => kind === 'conv2d' || kind === 'maxPool2d' || kind === 'globalAvgPool2d');
    const inputs = joined.map(({ inputShape }) => inputShape[0]);
    for (const channels of [256, 480, 512, 528, 832, 1024]) expect(inputs).toContain(channels);
  });

  it.each(['resnet18', 'resnet34', 'resnet50', 'resnet101', 'resnet152'] as const)('%s, at each stage', (name) => {
    const expansion = name === 'resnet18' || name === 'resnet34' ? 1 : 4;
    const table = shapeTable(name);
    const expected = ['64×112×112', '64×56×56', '128×28×28', '256×14×14', '512×7×7'].map((shape, i) =>
      i < 2 ? shape : shape.replace(/^\d+/, (channels) => String(Number(channels) * expansion)),
    );
    for (const shape of [...expected, `${512 * expansion}×1×1`, '10']) expect(table).toContain(shape);
  });

  it('densenet doubles back its channels: 64 → 192 → 96 → 224 → 112 → 240 → 120 → 248', () => {
    const norms = inferShapes(zoo.densenet).filter(({ kind }) => kind === 'avgPool2d' || kind === 'globalAvgPool2d');
    expect(norms.map(({ outputShape }) => outputShape)).toEqual([[96, 12, 12], [112, 6, 6], [120, 3, 3], [248, 1, 1]]);
    const transitions = inferShapes(zoo.densenet).filter(({ kind, path }) => kind === 'conv2d' && /^\d+\.2$/.test(path));
    expect(transitions.map(({ inputShape }) => inputShape[0])).toEqual([192, 224, 240]);
  });
});
