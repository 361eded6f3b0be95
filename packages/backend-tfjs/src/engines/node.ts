import { createRequire } from 'node:module';
import { availableParallelism } from 'node:os';
import type { EngineOptions } from '@archetype/training';
import type { Device } from '../device.js';
import type { Binding } from './tensorflow/binding.js';
import { nativeKernels } from './tensorflow/kernels.js';
import { createRunner } from './tensorflow/runner.js';

/**
 * TensorFlow's C library, through the native module of the npm package `@tensorflow/tfjs-node` (or `-gpu`), whichever TensorFlow that was
 * built against.
 *
 * @param native the path of the native module
 */
export async function openNode(native: string, name: 'node' | 'node-gpu', { threads = availableParallelism() }: EngineOptions = {}): Promise<Device> {
  // Read when the library is loaded, once in a process.
  process.env['TF_NUM_INTRAOP_THREADS'] ??= String(threads);
  process.env['TF_CPP_MIN_LOG_LEVEL'] ??= '2';
  const binding = createRequire(import.meta.url)(native) as Binding;
  const runner = createRunner(binding);
  const reshape = { T: { type: binding.TF_FLOAT }, Tshape: { type: binding.TF_INT32 } };
  return {
    name,
    environment: {
      runtime: `TensorFlow ${binding.TF_Version}`,
      device: binding.isUsingGpuDevice() ? 'gpu' : 'cpu',
      threads: Number(process.env['TF_NUM_INTRAOP_THREADS']),
    },
    kernel: nativeKernels(runner),
    call: (kernel, inputs, attributes) => kernel({ inputs: inputs as Record<string, never>, attrs: attributes as Record<string, never>, backend: binding }),
    write: runner.write,
    read: async (tensor) => runner.read(tensor),
    alias: (tensor, shape) =>
      shape.join() === tensor.shape.join() ? runner.share(tensor) : runner.run('Reshape', reshape, tensor, runner.integers(shape)),
    release: runner.release,
    dataCount: runner.count,
    maximumAmongEqual: 'first',
    dispose: async () => {},
  };
}
