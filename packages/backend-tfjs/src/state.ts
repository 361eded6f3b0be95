import type { TensorName } from '@archetype/spec';
import { checkState, type StepGraph, type TensorValues } from '@archetype/training';
import { deviceShape, fromDevice, layoutsOf, toDevice } from './layout.js';
import type { Tensor } from './tensor.js';
import type { Workspace } from './workspace.js';

/** What a program keeps from step to step, on the device and in its layout. It begins as zeros. */
export interface State {
  get(name: TensorName): Tensor;
  /** Gives zeros to whatever has no value yet. */
  complete(): void;
  /** Takes the next value; the old one is given up. */
  replace(name: TensorName, next: Tensor): void;
  /** Those of the names that are state; all without names. */
  read(names?: readonly TensorName[]): Promise<TensorValues>;
  write(values: TensorValues): void;
}

export function createState(workspace: Workspace, graph: StepGraph): State {
  const layouts = layoutsOf(graph);
  const declared = new Map(graph.state.map(({ name, shape }) => [name, { shape, layout: layouts.get(name)! }]));
  const held = new Map<TensorName, Tensor>();

  const replace = (name: TensorName, next: Tensor): void => {
    const old = held.get(name);
    workspace.pin(next);
    held.set(name, next);
    if (old !== undefined) workspace.release(old);
  };
  const upload = (name: TensorName, values: Float32Array): void => {
    const { shape, layout } = declared.get(name)!;
    replace(name, workspace.write(apartFrom(values, toDevice(values, shape, layout)), deviceShape(shape, layout), 'float32'));
  };
  const download = async (name: TensorName): Promise<Float32Array> => {
    const { shape, layout } = declared.get(name)!;
    const values = (await workspace.device.read(get(name))) as Float32Array;
    return apartFrom(values, fromDevice(values, shape, layout));
  };
  const get = (name: TensorName): Tensor => {
    if (!held.has(name)) upload(name, new Float32Array(sizeOf(declared.get(name)!.shape)));
    return held.get(name)!;
  };

  return {
    get,
    complete: () => [...declared.keys()].forEach(get),
    replace,
    async read(names) {
      const values = new Map<TensorName, Float32Array>();
      for (const name of declared.keys()) if (names === undefined || names.includes(name)) values.set(name, await download(name));
      return values;
    },
    write(values) {
      checkState(graph.name, graph.state, values);
      for (const [name, given] of values) upload(name, given);
    },
  };
}

/** A copy, where no change of layout has made one: a runtime in JavaScript keeps the array that it is given, and gives the one that it keeps. */
function apartFrom(given: Float32Array, made: Float32Array): Float32Array {
  return made === given ? given.slice() : made;
}

function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}
