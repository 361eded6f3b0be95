import { describe, expect, it } from 'vitest';
import { stateTensors } from '../index.js';
import { zoo } from './index.js';

const parameters = (name: keyof typeof zoo): number =>
  stateTensors(zoo[name])
    .filter(({ trainable }) => trainable)
    .reduce((sum, { shape }) => sum + shape.reduce((product, side) => product * side, 1), 0);

/** From three input channels to one, and from 1,000 classes to ten. */
const forFashionMnist = (published: number, firstKernel: number, firstChannels: number, lastInputs: number): number =>
  published - 2 * firstKernel ** 2 * firstChannels - (lastInputs + 1) * 990;

describe('parameter counts published elsewhere', () => {
  it.each([
    // The Caffe model zoo's AlexNet, which has the paper's groups.
    ['alexnet-2012', 60_965_224],
    // torchvision's table of classification weights.
    ['squeezenet1.1', 1_235_496],
    ['mobilenet-v2', 3_504_872],
    ['efficientnet-b0', 5_288_548],
    ['vgg11', forFashionMnist(132_863_336, 3, 64, 4096)],
    ['vgg13', forFashionMnist(133_047_848, 3, 64, 4096)],
    ['vgg16', forFashionMnist(138_357_544, 3, 64, 4096)],
    ['vgg19', forFashionMnist(143_667_240, 3, 64, 4096)],
    ['resnet50', forFashionMnist(25_557_032, 7, 64, 2048)],
    ['resnet101', forFashionMnist(44_549_160, 7, 64, 2048)],
    ['resnet152', forFashionMnist(60_192_808, 7, 64, 2048)],
    ['densenet121', forFashionMnist(7_978_856, 7, 64, 1024)],
    ['densenet169', forFashionMnist(14_149_480, 7, 64, 1664)],
    ['densenet201', forFashionMnist(20_013_928, 7, 64, 1920)],
    // The Caffe model zoo's GoogLeNet without its auxiliary classifiers.
    ['googlenet', forFashionMnist(6_998_552, 7, 64, 1024)],
    ['googlenet-linear-stem', forFashionMnist(6_998_552, 7, 64, 1024)],
    // By hand: two convolutions and three linear layers.
    ['lenet', 6 * (25 + 1) + 16 * (6 * 25 + 1) + 120 * (256 + 1) + 84 * (120 + 1) + 10 * (84 + 1)],
    ['lenet-relu', 44_426],
    ['lenet-bn', 44_426 + 2 * (6 + 16 + 120 + 84)],
  ] as const)('%s has %i', (name, count) => {
    expect(parameters(name)).toBe(count);
  });

  it('alexnet has 46.76 million', () => {
    expect(parameters('alexnet') / 1e6).toBeCloseTo(46.76, 2);
  });
});
