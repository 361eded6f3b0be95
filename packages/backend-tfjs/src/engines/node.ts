import { createRequire } from 'node:module';
import { availableParallelism } from 'node:os';
import type { EngineOptions } from '@archetype/training';
import type { Device, Recorded } from '../device.js';
import type { Tensor } from '../tensor.js';
import type { Binding } from './tensorflow/binding.js';
import { nativeKernels } from './tensorflow/kernels.js';
import { fusedKernels, fusedKernelsOnCpu } from '../native/registry.js';
import { loadGraph } from './tensorflow/graphFunction.js';
import { createRecorder, type Recorder } from './tensorflow/recorder.js';
import { createRunner, type Runner } from './tensorflow/runner.js';

/**
 * TensorFlow's C library, through the native module of the npm package `@tensorflow/tfjs-node` (or `-gpu`), whichever TensorFlow that was
 * built against.
 *
 * @param path of the native module
 */
export async function openNode(path: string, name: 'node' | 'node-gpu', { threads = availableParallelism() }: EngineOptions = {}): Promise<Device> {
  // Read when the library is loaded, once in a process.
  process.env['TF_NUM_INTRAOP_THREADS'] ??= String(threads);
  process.env['TF_CPP_MIN_LOG_LEVEL'] ??= '2';
  const native = createRequire(import.meta.url)(path) as Binding;
  const recorder = createRecorder(native);
  const { binding } = recorder;
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
    fused: binding.isUsingGpuDevice() ? fusedKernels : fusedKernelsOnCpu,
    padsGradients: true,
    // Operands and results of a graph go through the memory of the host: on a GPU, operation by operation is the shorter way.
    ...(!binding.isUsingGpuDevice() && { record: (operands, body) => recordGraph(recorder, runner, operands, body) }),
    dispose: async () => {},
  };
}

function recordGraph(recorder: Recorder, runner: Runner, operands: readonly Tensor[], body: () => readonly Tensor[]): Recorded {
  const recording = recorder.record(operands.map(runner.operand), () => {
    const results = body();
    const numbers = results.map((tensor) => runner.operand(tensor).id);
    results.forEach(runner.release);
    return numbers;
  });
  const graph = loadGraph(recorder.binding, recording);
  return {
    run: (values) => graph.run(values.map((tensor) => runner.operand(tensor).id)).map(runner.adopt),
    dispose: graph.dispose,
  };
}
