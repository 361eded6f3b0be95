import type { AnyOperation, Graph, TensorName } from '@archetype/spec';
import type { StepGraph, StepOperation } from '@archetype/training';

/**
 * How a tensor lies on the device, against the graph's own order:
 * - `image`: `[N, C, H, W]` as `[N, H, W, C]`
 * - `filter`: `[O, I, kH, kW]` as `[kH, kW, I, O]`
 * - `matrix`: `[out, in]` as `[in, out]`
 * - `plain`: the same
 */
export type Layout = 'image' | 'filter' | 'matrix' | 'plain';

/** Device axis i is the graph's axis `axes[i]`. */
const axes = { image: [0, 2, 3, 1], filter: [2, 3, 1, 0], matrix: [1, 0], plain: undefined } as const;

/** The layout of every tensor of a graph: weights by the operation that uses them, updates by the weight, the rest by rank. */
export function layoutsOf(graph: StepGraph): ReadonlyMap<TensorName, Layout> {
  const layouts = new Map<TensorName, Layout>();
  for (const [name, { shape }] of graph.tensors) layouts.set(name, shape.length === 4 ? 'image' : 'plain');
  for (const operation of graph.operations) {
    const weight = weightOf(operation);
    if (weight !== undefined) layouts.set(weight.name, weight.layout);
  }
  for (const operation of graph.operations) {
    if (!isUpdate(operation)) continue;
    const parameter = operation.inputs[0];
    for (const name of sameShape(graph, parameter, operation)) layouts.set(name, layouts.get(parameter)!);
  }
  return layouts;
}

function weightOf(operation: StepOperation): { readonly name: TensorName; readonly layout: Layout } | undefined {
  switch (operation.kind) {
    case 'conv2d':
    case 'conv2dInputGradient':
      return { name: operation.inputs[1], layout: 'filter' };
    case 'conv2dWeightGradient':
      return { name: operation.outputs[0], layout: 'filter' };
    case 'linear':
    case 'linearInputGradient':
      return { name: operation.inputs[1], layout: 'matrix' };
    case 'linearWeightGradient':
      return { name: operation.outputs[0], layout: 'matrix' };
    default:
      return undefined;
  }
}

function isUpdate(operation: StepOperation) {
  return operation.kind === 'sgdUpdate' || operation.kind === 'adamUpdate' || operation.kind === 'rmspropUpdate';
}

/** The parameter's gradient, its optimiser state and their next values; not the scalars. */
function sameShape(graph: Graph<StepOperation>, parameter: TensorName, operation: AnyOperation): readonly TensorName[] {
  const wanted = graph.tensors.get(parameter)!.shape.join();
  return [...operation.inputs, ...operation.outputs].filter((name) => graph.tensors.get(name)?.shape.join() === wanted);
}

/** A canonical shape as the device has it. */
export function deviceShape(shape: readonly number[], layout: Layout): readonly number[] {
  const order = axes[layout];
  return order === undefined ? shape : order.map((axis) => shape[axis]!);
}

/** Values in the graph's order → the device's. `shape` is the graph's. */
export function toDevice<Values extends Float32Array | Uint8Array>(values: Values, shape: readonly number[], layout: Layout): Values {
  const order = axes[layout];
  return order === undefined ? values : permute(values, shape, order);
}

/** Values in the device's order → the graph's. `shape` is the graph's. */
export function fromDevice(values: Float32Array, shape: readonly number[], layout: Layout): Float32Array {
  const order = axes[layout];
  if (order === undefined) return values;
  const back = order.map((_, axis) => (order as readonly number[]).indexOf(axis));
  return permute(values, deviceShape(shape, layout), back);
}

/** Axis i of the result is axis `order[i]` of `values`. */
function permute<Values extends Float32Array | Uint8Array>(values: Values, shape: readonly number[], order: readonly number[]): Values {
  if (keepsOrder(shape, order)) return values;
  const strides = shape.map((_, axis) => shape.slice(axis + 1).reduce((product, size) => product * size, 1));
  const padded = [1, 1, 1, 1].slice(order.length);
  const [d0, d1, d2, d3] = [...padded, ...order.map((axis) => shape[axis]!)] as [number, number, number, number];
  const [s0, s1, s2, s3] = [...padded, ...order.map((axis) => strides[axis]!)] as [number, number, number, number];
  const result = values.slice() as Values;
  let at = 0;
  for (let i0 = 0; i0 < d0; i0 += 1)
    for (let i1 = 0; i1 < d1; i1 += 1)
      for (let i2 = 0; i2 < d2; i2 += 1) {
        let from = i0 * s0 + i1 * s1 + i2 * s2;
        for (let i3 = 0; i3 < d3; i3 += 1) {
          result[at] = values[from]!;
          at += 1;
          from += s3;
        }
      }
  return result;
}

/** Moving axes of size one about leaves the values where they are. */
function keepsOrder(shape: readonly number[], order: readonly number[]): boolean {
  const moved = order.filter((axis) => shape[axis] !== 1);
  return moved.every((axis, index) => index === 0 || axis > moved[index - 1]!);
}
