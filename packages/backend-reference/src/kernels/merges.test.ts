import { expect, it } from 'vitest';
import { zeros } from '../tensor.js';
import { tensorOf } from '../testing/tensorOf.js';
import { concat, sliceChannels } from './concat.js';
import { flatten } from './flatten.js';
import { multiply, sumSpatial } from './multiply.js';

it('concat joins the channels of each sample, and sliceChannels takes them apart', () => {
  const [a, b] = [tensorOf([2, 1, 1, 2], [1, 2, 3, 4]), tensorOf([2, 2, 1, 2], [10, 20, 30, 40, 50, 60, 70, 80])];
  const y = zeros([2, 3, 1, 2]);
  concat({ kind: 'concat', path: '', inputs: ['a', 'b'], outputs: ['y'] }, [a, b], [y]);
  expect([...y.data]).toEqual([1, 2, 10, 20, 30, 40, 3, 4, 50, 60, 70, 80]);
  const back = zeros([2, 2, 1, 2]);
  sliceChannels({ kind: 'sliceChannels', path: '', start: 1, end: 3, inputs: ['y'], outputs: ['b'] }, [y], [back]);
  expect([...back.data]).toEqual([...b.data]);
});

it('multiply stretches a factor [N, C, 1, 1] over height and width, on either side', () => {
  const [image, scale] = [tensorOf([1, 2, 1, 2], [1, 2, 3, 4]), tensorOf([1, 2, 1, 1], [10, 100])];
  for (const factors of [[image, scale], [scale, image]] as const) {
    const y = zeros([1, 2, 1, 2]);
    multiply({ kind: 'multiply', path: '', inputs: ['a', 'b'], outputs: ['y'] }, factors, [y]);
    expect([...y.data]).toEqual([10, 20, 300, 400]);
  }
});

it('sumSpatial adds up each plane', () => {
  const dx = zeros([1, 2, 1, 1]);
  sumSpatial({ kind: 'sumSpatial', path: '', inputs: ['dy'], outputs: ['dx'] }, [tensorOf([1, 2, 1, 2], [1, 2, 3, 4])], [dx]);
  expect([...dx.data]).toEqual([3, 7]);
});

it('flatten keeps channels outermost', () => {
  const y = zeros([1, 4]);
  flatten({ kind: 'flatten', path: '', inputs: ['x'], outputs: ['y'] }, [tensorOf([1, 2, 1, 2], [1, 2, 3, 4])], [y]);
  expect([...y.data]).toEqual([1, 2, 3, 4]);
});
