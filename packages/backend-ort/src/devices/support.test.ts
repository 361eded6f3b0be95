import { defaultRecipe, zoo } from '@archetype/spec';
import { createGraphSet } from '@archetype/training';
import { describe, expect, it } from 'vitest';
import { operationCases } from '../../testing/operationCases.js';
import { compile } from '../compile.js';
import { devices } from './devices.js';
import type { Device } from './device.js';
import { operationSupport } from './support.js';

const lenet = createGraphSet({ model: zoo.lenet, recipe: defaultRecipe('lenet'), images: [1, 28, 28] }).training(4);
/** A device that lacks something. */
const without = (...lacks: readonly string[]): Device => ({ ...devices.cpu, name: 'meagre', lacks });
const compiledOn = (device: Device) => () => compile(lenet, { device, precision: 'fast' });

describe('what each device can run', () => {
  const table = operationSupport();

  it('has a row for every operation that a backend must have', () => {
    expect(table.map(({ operation }) => operation)).toEqual(Object.keys(operationCases).toSorted());
  });

  it('says that the CPU provider runs all of it, compiled natively or as WebAssembly', () => {
    expect(table.filter(({ devices: { cpu, wasm } }) => cpu.placement !== 'device' || wasm.placement !== 'device')).toEqual([]);
  });

  it('has nothing that a device cannot run at all', () => {
    expect(table.filter((row) => Object.values(row.devices).some(({ placement }) => placement === 'none'))).toEqual([]);
  });
});

describe('a device that lacks an operator', () => {
  it('is refused a layer that is written with it, and the layer is named', () => {
    expect(compiledOn(without('Sigmoid'))).toThrow(
      expect.objectContaining({ code: 'unsupported-operator', message: expect.stringContaining('lenet/1 sigmoid: ort:meagre cannot run Sigmoid of float32') }),
    );
  });

  it('is given another formulation of a convolution where there is one', () => {
    const { choices } = compiledOn(without('Conv', 'ConvTranspose'))();
    const tried = [...choices.values()].flatMap(({ candidates }) => candidates.map(({ formulation }) => formulation.name));
    expect(tried).not.toEqual([]);
    expect(tried.filter((name) => name.startsWith('direct'))).toEqual([]);
  });

  it('is told which convolution cannot be written where there is none', () => {
    expect(compiledOn(without('MatMul', 'Gemm', 'Conv'))).toThrow(
      expect.objectContaining({ code: 'no-formulation', message: expect.stringMatching(/^lenet\/0 conv2d: no way of writing .*kernel 5×5/s) }),
    );
  });
});
