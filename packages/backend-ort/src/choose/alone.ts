import type { Device } from '../devices/device.js';
import { createBuilder } from '../emit/builder.js';
import type { Builder } from '../emit/builder.js';
import { createOperators } from '../emit/operators.js';
import type { OnnxGraph } from '../emit/value.js';
import type { Convolution, ConvolutionFormulation } from '../formulations/convolution/formulation.js';
import type { Uses } from './convolutions.js';

/** One convolution written by itself: the forward pass and the gradients that are asked for, of inputs `x`, `weight`, `bias` and `dy`. */
export function writeAlone(formulation: ConvolutionFormulation, c: Convolution, uses: Uses, device: Pick<Device, 'limits'>): { readonly builder: Builder; readonly outputs: OnnxGraph['outputs'] } {
  const builder = createBuilder();
  const g = createOperators(builder, device.limits);
  const x = builder.input('x', 'float32', [...c.input, c.batch, c.inChannels]);
  const weight = builder.input('weight', 'float32', [c.kernelSize[0] * c.kernelSize[1], c.inChannels / c.groups, c.outChannels]);
  const bias = uses.bias ? builder.input('bias', 'float32', [c.outChannels]) : undefined;
  const dy = builder.input('dy', 'float32', [...c.output, c.batch, c.outChannels]);
  const outputs = [{ name: 'y', value: formulation.forward(g, c, x, weight, bias) }];
  if (uses.inputGradient) outputs.push({ name: 'dx', value: formulation.inputGradient(g, c, dy, weight) });
  if (uses.weightGradient) outputs.push({ name: 'dWeight', value: formulation.weightGradient(g, c, dy, x) });
  return { builder, outputs };
}
