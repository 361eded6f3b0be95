import type { GraphBuilder } from '../lowering/graphBuilder.js';
import type { TensorName } from '../graph/tensor.js';
import { formatShape, isImage, sameShape, type Shape } from '../shapes/shape.js';
import type { ShapeResult } from './definition.js';
import type { Merge } from './parallel.js';

/** The shape of joined branches, folded from the left as the operations are. */
export function mergeShapes(merge: Merge, branches: readonly Shape[]): ShapeResult {
  const [first, ...rest] = branches;
  if (first === undefined) return {};
  let joined: Shape = first;
  for (const next of rest) {
    const output = joinTwo(merge, joined, next);
    if (output === undefined) return { problems: [mismatch(merge, branches)] };
    joined = output;
  }
  return { output: joined };
}

function joinTwo(merge: Merge, a: Shape, b: Shape): Shape | undefined {
  if (merge === 'concat') {
    if (isImage(a) && isImage(b)) return a[1] === b[1] && a[2] === b[2] ? [a[0] + b[0], a[1], a[2]] : undefined;
    return isImage(a) || isImage(b) ? undefined : [a[0] + b[0]];
  }
  if (sameShape(a, b)) return a;
  if (merge === 'add' || a[0] !== b[0] || !isImage(a) || !isImage(b)) return undefined;
  if (b[1] === 1 && b[2] === 1) return a;
  return a[1] === 1 && a[2] === 1 ? b : undefined;
}

/** What must hold, and what would make it hold. */
const rules: Readonly<Record<Merge, string>> = {
  add: 'the branches of add must have equal shapes: change strides, padding, channels or put a 1×1 convolution in a branch',
  multiply: 'the branches of multiply must have equal shapes, or [N, C, 1, 1] of as many channels: change strides, padding, channels or put a 1×1 convolution in a branch',
  concat: 'the branches of concat may differ in their channels alone: change strides or padding, or put flatten in each branch or in none',
};

function mismatch(merge: Merge, branches: readonly Shape[]) {
  return {
    code: 'merge-shapes-differ',
    problem: `cannot ${merge} ${branches.map((shape) => formatShape(shape)).join(' and ')}`,
    details: branches.map((shape, i) => `branch ${i}: ${formatShape(shape)}`),
    remedy: rules[merge],
    field: 'branches',
  };
}

export interface MergeSite {
  readonly path: string;
  readonly merge: Merge;
  readonly inputs: readonly { readonly name: TensorName; readonly shape: Shape }[];
  readonly outputShape: Shape;
}

/** One concat; or a chain of adds or multiplications, `path:partial1` … up to `path:output`. A single branch is its own result. */
export function lowerMerge({ path, merge, inputs, outputShape }: MergeSite, graph: GraphBuilder): TensorName {
  const [first, ...rest] = inputs;
  if (first === undefined || rest.length === 0) return first?.name ?? '';
  if (merge === 'concat') {
    const output = graph.tensor(`${path}:output`, [graph.batchSize, ...outputShape]);
    graph.emit({ kind: 'concat', path, inputs: inputs.map(({ name }) => name), outputs: [output] });
    return output;
  }
  let joined = first;
  rest.forEach((next, i) => {
    const shape = joinTwo(merge, joined.shape, next.shape) ?? outputShape;
    const name = graph.tensor(i === rest.length - 1 ? `${path}:output` : `${path}:partial${i + 1}`, [graph.batchSize, ...shape]);
    graph.emit({ kind: merge, path, inputs: [joined.name, next.name], outputs: [name] });
    joined = { name, shape };
  });
  return joined.name;
}
