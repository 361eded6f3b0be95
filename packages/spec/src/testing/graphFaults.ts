import type { Graph } from '../graph/graph.js';
import type { ForwardOperation, Window2d } from '../graph/operations.js';
import type { TensorName } from '../graph/tensor.js';

/**
 * What is wrong with a forward graph, in words; nothing for one that is well formed. Every tensor must be written once, before it is read,
 * and every operation's shapes are worked out anew from its attributes, apart from the code that lowers models.
 */
export function graphFaults(graph: Graph): readonly string[] {
  const faults: string[] = [];
  const written = new Set<TensorName>();
  const write = (name: TensorName, by: string) => {
    if (written.has(name)) faults.push(`${by} writes ${name} again`);
    if (!graph.tensors.has(name)) faults.push(`${by} writes ${name}, which has no shape`);
    written.add(name);
  };
  for (const { name } of graph.inputs) write(name, 'the caller');
  for (const { name, shape } of graph.state) {
    write(name, 'the state');
    if (!same(shape, graph.tensors.get(name)?.shape)) faults.push(`state ${name} and its tensor have other shapes`);
  }
  for (const operation of graph.operations) {
    const label = `${operation.path} ${operation.kind}`;
    for (const name of operation.inputs) if (!written.has(name)) faults.push(`${label} reads ${name} before it is written`);
    const shapes = operation.inputs.map((name) => graph.tensors.get(name)?.shape ?? []);
    const outputs = operation.outputs.map((name) => graph.tensors.get(name)?.shape ?? []);
    for (const fault of shapeFaults(operation, shapes, outputs)) faults.push(`${label}: ${fault}`);
    for (const name of operation.outputs) write(name, label);
  }
  for (const name of graph.tensors.keys()) if (!written.has(name)) faults.push(`${name} is never written`);
  for (const [state, next] of graph.updates) {
    if (!written.has(next)) faults.push(`${state} is to become ${next}, which nothing writes`);
    if (!same(graph.tensors.get(state)?.shape, graph.tensors.get(next)?.shape)) faults.push(`${next} has not the shape of ${state}`);
  }
  for (const name of Object.values(graph.outputs)) if (!written.has(name as string)) faults.push(`the output ${String(name)} is never written`);
  return faults;
}

type Dimensions = readonly number[];

function same(a: Dimensions | undefined, b: Dimensions | undefined): boolean {
  return a !== undefined && b !== undefined && a.length === b.length && a.every((size, i) => size === b[i]);
}

function shapeFaults(operation: ForwardOperation, inputs: readonly Dimensions[], outputs: readonly Dimensions[]): readonly string[] {
  const expected = expectedShapes(operation, inputs, outputs[0] ?? []);
  if (typeof expected === 'string') return [expected];
  return expected.flatMap((shape, i) =>
    same(shape, outputs[i]) ? [] : [`output ${i} is [${String(outputs[i])}], by its attributes [${String(shape)}]`],
  );
}

/** The outputs' shapes by the operation's definition, or what keeps it from its inputs. */
function expectedShapes(operation: ForwardOperation, inputs: readonly Dimensions[], output: Dimensions): readonly Dimensions[] | string {
  const [x = [], second = [], third = []] = inputs;
  const [n = 0, c = 0, h = 0, w = 0] = x;
  switch (operation.kind) {
    case 'conv2d': {
      const [outChannels = 0, perGroup, kernelHeight, kernelWidth] = second;
      const { groups, kernelSize } = operation;
      if (perGroup !== c / groups || outChannels % groups !== 0) return 'the weight does not go with the channels and groups';
      if (kernelHeight !== kernelSize[0] || kernelWidth !== kernelSize[1]) return 'the weight has not the kernel size';
      if (inputs.length === 3 && !same(third, [outChannels])) return 'the bias has not a value for each channel';
      return [[n, outChannels, ...slid(operation, h, w)]];
    }
    case 'linear': {
      const [features = 0, weights] = second;
      if (x.length !== 2 || weights !== c) return 'the weight does not go with the features';
      if (inputs.length === 3 && !same(third, [features])) return 'the bias has not a value for each feature';
      return [[n, features]];
    }
    case 'maxPool2d':
      return [[n, c, ...slid(operation, h, w)]];
    case 'avgPool2d': {
      const size = slid(operation, h, w);
      if (operation.rowCounts.length !== size[0] || operation.columnCounts.length !== size[1]) return 'there is not a count for each window';
      if ([...operation.rowCounts, ...operation.columnCounts].some((count) => count < 1)) return 'a window counts nothing';
      return [[n, c, ...size]];
    }
    case 'globalAvgPool2d':
      return [[n, c, 1, 1]];
    case 'adaptiveAvgPool2d': {
      const { rowWindows, columnWindows } = operation;
      const outside = (windows: typeof rowWindows, size: number) => windows.some(([start, end]) => start < 0 || start >= end || end > size);
      if (outside(rowWindows, h) || outside(columnWindows, w)) return 'a window is empty or leaves the image';
      return [[n, c, rowWindows.length, columnWindows.length]];
    }
    case 'batchNorm':
    case 'batchNormInference': {
      if (inputs.slice(1).some((shape) => !same(shape, [c]))) return 'a statistic has not a value for each channel';
      return operation.kind === 'batchNorm' ? [x, [c], [c]] : [x];
    }
    case 'movingAverage':
      return same(x, second) ? [x] : 'running and batch statistics have other shapes';
    case 'dropout':
      return same(x, second) ? [x] : 'the mask has not the shape of its input';
    case 'add':
      return same(x, second) ? [x] : 'the operands have other shapes';
    case 'multiply':
      if (same(x, second) || same(second, [n, c, 1, 1])) return [x];
      return same(x, [n, second[1] ?? 0, 1, 1]) ? [second] : 'neither operand stretches to the other';
    case 'concat':
      if (inputs.some((shape) => !same(shape.toSpliced(1, 1), x.toSpliced(1, 1)))) return 'the operands differ beside their channels';
      return [x.with(1, inputs.reduce((sum, [, channels = 0]) => sum + channels, 0))];
    case 'flatten':
      return [[n, c * h * w]];
    case 'softmaxCrossEntropy':
    case 'countCorrect':
      return x.length === 2 && same(second, [n]) ? [[]] : 'logits must be [N, F] and labels [N]';
    case 'softmax':
      return x.length === 2 ? [x] : 'needs [N, F]';
    case 'resizeBilinear2d':
      return [[n, c, output[2] ?? 0, output[3] ?? 0]];
    case 'repeatChannels':
      return c === 1 ? [[n, output[1] ?? 0, h, w]] : 'only one channel can be repeated';
    default:
      return [x];
  }
}

function slid({ kernelSize, stride, padding, dilation }: Window2d, height: number, width: number): readonly [number, number] {
  const along = (size: number, axis: 0 | 1) =>
    Math.floor((size + padding[axis] + padding[axis + 2 as 2 | 3] - dilation[axis] * (kernelSize[axis] - 1) - 1) / stride[axis]) + 1;
  return [along(height, 0), along(width, 1)];
}
