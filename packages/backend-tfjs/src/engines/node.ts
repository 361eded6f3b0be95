import { createRequire } from 'node:module';
import { availableParallelism } from 'node:os';
import { ArchetypeError } from '@archetype/spec';
import type { EngineOptions } from '@archetype/training';
import type { Device, Recorded } from '../device.js';
import type { Tensor } from '../tensor.js';
import type { Binding } from './tensorflow/binding.js';
import { nativeKernels } from './tensorflow/kernels.js';
import { fusedKernels, fusedKernelsOnCpu } from '../native/registry.js';
import { loadGraph } from './tensorflow/graphFunction.js';
import type { NativeDevice } from './tensorflow/nativeModule.js';
import { createRecorder, type Recorder } from './tensorflow/recorder.js';
import { createRunner, type Runner } from './tensorflow/runner.js';

/**
 * TensorFlow's C library, through the native module of the npm package `@tensorflow/tfjs-node` (or `-gpu`), whichever TensorFlow that was
 * built against.
 *
 * @param path of the native module
 * @throws ArchetypeError `engine-unavailable` where the system cannot load it
 */
export async function openNode(path: string, name: NativeDevice, { threads }: EngineOptions = {}): Promise<Device> {
  // Read when the library is loaded, once in a process.
  process.env['TF_NUM_INTRAOP_THREADS'] ??= String(threads ?? availableParallelism());
  process.env['TF_CPP_MIN_LOG_LEVEL'] ??= '2';
  const threadsInForce = Number(process.env['TF_NUM_INTRAOP_THREADS']);
  const recorder = createRecorder(loadBinding(path, name));
  const { binding } = recorder;
  const runner = createRunner(binding);
  const reshape = { T: { type: binding.TF_FLOAT }, Tshape: { type: binding.TF_INT32 } };
  return {
    name,
    environment: {
      runtime: `TensorFlow ${binding.TF_Version}`,
      device: binding.isUsingGpuDevice() ? 'gpu' : 'cpu',
      threads: threadsInForce,
      ...(threads !== undefined &&
        threads !== threadsInForce && { threadsAsked: threads, threadsNote: 'TensorFlow takes their number once in a process, from TF_NUM_INTRAOP_THREADS where that is set' }),
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
    dispose: async () => runner.dispose(),
  };
}

function loadBinding(path: string, name: NativeDevice): Binding {
  try {
    return createRequire(import.meta.url)(path) as Binding;
  } catch (error) {
    throw unloadable(path, name, error);
  }
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

function unloadable(path: string, name: NativeDevice, error: unknown): ArchetypeError {
  return new ArchetypeError(
    {
      code: 'engine-unavailable',
      subject: `tfjs:${name}`,
      problem: `its native module cannot be loaded: ${error instanceof Error ? error.message : String(error)}`,
      details: [path],
      remedy: `build it anew: archetype engine remove tfjs:${name}, then archetype engine add tfjs:${name}`,
    },
    { cause: error },
  );
}
