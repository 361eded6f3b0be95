import { ArchetypeError } from '@archetype/spec';
import type { KernelFunc } from '@tensorflow/tfjs-core';
import type { Device, KernelInputs } from './device.js';
import type { StoredType, StoredValues, Tensor } from './tensor.js';

/**
 * The tensors of one program: every handle that it makes is known here until it is given up, so that after a failure
 * everything but the state can be returned, and at the end everything.
 */
export interface Workspace {
  readonly device: Device;
  /** Calls a kernel of TensorFlow.js and gives its (first) result. */
  run(kernel: string, inputs: KernelInputs, attributes?: object): Tensor;
  /** The same for a kernel of several results, which are all the caller's. */
  runAll(kernel: string, inputs: KernelInputs, attributes?: object): readonly Tensor[];
  write(values: StoredValues, shape: readonly number[], type: StoredType): Tensor;
  /** The same data under another shape. */
  alias(tensor: Tensor, shape?: readonly number[]): Tensor;
  /** Takes a tensor that a heap kernel allocated. */
  adopt(tensor: Tensor): Tensor;
  release(...tensors: readonly Tensor[]): void;
  /** Gives a tensor over to somebody else. */
  forget(tensor: Tensor): void;
  /** Calls `make` and gives up every tensor that it made but those that it returns, which are then the scope's around it. */
  tidy<Results extends readonly Tensor[]>(make: () => Results): Results;
  /** A tensor that is made once, from values known when the graph is compiled, and lives as long as the program. */
  constant(key: string, shape: readonly number[], values: () => Float32Array): Tensor;
  scalar(value: number): Tensor;
  /** Exempts a tensor from `releaseTemporaries`. */
  pin(tensor: Tensor): void;
  /** Returns what a failed call left behind. */
  releaseTemporaries(): void;
  dispose(): void;
}

export function createWorkspace(device: Device): Workspace {
  const temporaries = new Set<Tensor>();
  const pinned = new Set<Tensor>();
  const constants = new Map<string, Tensor>();
  const kernels = new Map<string, KernelFunc>();

  /** What the innermost `tidy` has made so far. */
  let frame: Tensor[] | undefined;

  const adopt = (tensor: Tensor): Tensor => {
    temporaries.add(tensor);
    frame?.push(tensor);
    return tensor;
  };
  const release = (tensor: Tensor): void => {
    if (!temporaries.delete(tensor) && !pinned.delete(tensor)) throw new Error('a tensor was given up twice');
    device.release(tensor);
  };
  const write = (values: StoredValues, shape: readonly number[], type: StoredType) => adopt(device.write(values, shape, type));
  const constant = (key: string, shape: readonly number[], values: () => Float32Array): Tensor => {
    const known = constants.get(key);
    if (known !== undefined) return known;
    const made = device.write(values(), shape, 'float32');
    pinned.add(made);
    constants.set(key, made);
    return made;
  };
  const kernelNamed = (name: string): KernelFunc => {
    const known = kernels.get(name) ?? device.kernel(name);
    if (known === undefined) throw missingKernel(device.name, name);
    kernels.set(name, known);
    return known;
  };

  return {
    device,
    run(kernel, inputs, attributes = {}) {
      const results = device.call(kernelNamed(kernel), inputs, attributes);
      const [first, ...rest] = Array.isArray(results) ? results : [results];
      for (const unused of rest) device.release(unused);
      return adopt(first!);
    },
    runAll: (kernel, inputs, attributes = {}) => [device.call(kernelNamed(kernel), inputs, attributes)].flat().map(adopt),
    write,
    alias: (tensor, shape = tensor.shape) => adopt(device.alias(tensor, shape)),
    adopt,
    release: (...tensors) => tensors.forEach(release),
    forget: (tensor) => void temporaries.delete(tensor),
    tidy(make) {
      const outer = frame;
      const made: Tensor[] = [];
      frame = made;
      try {
        const results = make();
        for (const tensor of made) if (temporaries.has(tensor) && !results.includes(tensor)) release(tensor);
        // An operand that comes back is not the outer scope's to give up.
        outer?.push(...results.filter((tensor) => made.includes(tensor)));
        return results;
      } finally {
        frame = outer;
      }
    },
    constant,
    scalar: (value) => constant(`scalar ${value}`, [], () => Float32Array.of(value)),
    pin(tensor) {
      if (temporaries.delete(tensor)) pinned.add(tensor);
    },
    releaseTemporaries() {
      for (const tensor of temporaries) device.release(tensor);
      temporaries.clear();
    },
    dispose() {
      for (const tensor of [...temporaries, ...pinned]) device.release(tensor);
      temporaries.clear();
      pinned.clear();
      constants.clear();
    },
  };
}

function missingKernel(device: string, name: string): ArchetypeError {
  return new ArchetypeError({
    code: 'tfjs-kernel-missing',
    subject: `tfjs:${device}`,
    problem: `TensorFlow.js has no kernel ${name} for this engine`,
    remedy: 'train this network on another engine',
  });
}
