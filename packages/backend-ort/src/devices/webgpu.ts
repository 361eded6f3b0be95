import { intAttribute } from '../emit/value.js';
import type { Node } from '../emit/value.js';
import type { Device } from './device.js';
import { harmfulOptimizers } from './harmfulOptimizers.js';

/**
 * Convolutions that the provider of 1.30 makes something else of, found by random ones beside the CPU provider:
 *
 * - Conv of 6, 9, 15, … input channels to a multiple of four. Where three divides the channels and four does not it reads three at a time, and is wrong but for three channels
 *   themselves (https://github.com/microsoft/onnxruntime/issues/29651).
 * - Conv in groups of more than four outputs that are written two or four at a time, as two or four divide all outputs but not those of a group.
 * - ConvTranspose in groups of one output of an even number of inputs.
 */
function isMiscalculated(node: Pick<Node, 'operator' | 'inputs' | 'attributes'>): boolean {
  const { operator, inputs: [x, weight] } = node;
  if (x === undefined || weight === undefined) return false;
  const groups = intAttribute(node, 'group') ?? 1;
  const [channels, filters, perFilter] = [x.shape[1]!, weight.shape[0]!, weight.shape[1]!];
  if (operator === 'ConvTranspose') return groups > 1 && perFilter === 1 && (filters / groups) % 2 === 0;
  if (operator !== 'Conv') return false;
  if (groups > 1) return filters / groups > 4 && (filters / groups) % (filters % 4 === 0 ? 4 : filters % 2 === 0 ? 2 : 1) !== 0;
  return channels > 3 && channels % 3 === 0 && channels % 4 !== 0 && filters % 4 === 0;
}

/** ONNX Runtime's WebGPU provider, on Dawn: Vulkan on Linux, Metal on macOS, Direct3D 12 on Windows. */
export const webgpu: Device = {
  name: 'webgpu',
  // Of a card of the middle class, not measured: products cost little, every node a dispatch.
  rates: { gigaMultiplyAdds: 2000, gigabytes: 200, moveGigabytes: 200, blockNanoseconds: 0, gatherNanoseconds: 0, nodeMicroseconds: 10 },
  // Each tried on the provider of 1.30 with the fallback to the CPU forbidden. Logits and labels are small, and pixels come from the host.
  onHost: ['LogSoftmax', 'Equal int64', 'Cast int64', 'Transpose uint8'],
  lacks: [],
  // With its input the eight storage buffers that every card has for a shader.
  limits: { splitOutputs: 7 },
  errsAt: isMiscalculated,
  state: 'onDevice',
  memory: 'card',
  shapes: 'inFile',
  sessionOptions: () => ({
    executionProviders: ['webgpu'],
    graphOptimizationLevel: 'all',
    executionMode: 'sequential',
    extra: { optimization: { disable_specified_optimizers: [...harmfulOptimizers, 'GatherSliceToSplitFusion'].join(';') } },
    logSeverityLevel: 3,
  }),
};
