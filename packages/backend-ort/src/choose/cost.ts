import type { Rates } from '../devices/device.js';
import { bytesOf, elements, intAttribute } from '../emit/value.js';
import type { Node, Value } from '../emit/value.js';

/** What nodes are made of. */
export interface Cost {
  readonly multiplyAdds: number;
  readonly bytes: number;
  /** Estimate, in microseconds. */
  readonly microseconds: number;
}

/** The sum over nodes of what each is estimated to take. */
export function totalCost(nodes: readonly Node[], rates: Rates): Cost {
  const costs = nodes.map((node) => nodeCost(node, rates));
  const sum = (part: keyof Cost): number => costs.reduce((total, cost) => total + cost[part], 0);
  return { multiplyAdds: sum('multiplyAdds'), bytes: sum('bytes'), microseconds: sum('microseconds') };
}

/** Estimates a node's time from its shapes: arithmetic, and the memory that it goes through. */
export function nodeCost(node: Node, rates: Rates): Cost {
  const { operator, inputs, outputs } = node;
  if (operator === 'Reshape') return { multiplyAdds: 0, bytes: 0, microseconds: rates.nodeMicroseconds };
  const written = totalBytes(outputs);
  if (moves.has(operator)) {
    // What is cut out is read, not all that it is cut from.
    const bytes = 2 * written;
    const microseconds = bytes / (rates.moveGigabytes * 1e3) + (blocksMoved(node) * rates.blockNanoseconds) / 1e3;
    return { multiplyAdds: 0, bytes, microseconds: rates.nodeMicroseconds + microseconds };
  }
  const product = productOf(node);
  const bytes = totalBytes(inputs) + written + product.gathered * 4;
  const arithmetic = product.multiplyAdds / (rates.gigaMultiplyAdds * 1e3);
  const gathering = (product.gathered * rates.gatherNanoseconds + product.runs * rates.blockNanoseconds) / 1e3;
  return { multiplyAdds: product.multiplyAdds, bytes, microseconds: rates.nodeMicroseconds + arithmetic + bytes / (rates.gigabytes * 1e3) + gathering };
}

/** Operators that move blocks of memory and calculate nothing. */
const moves: ReadonlySet<string> = new Set(['Slice', 'Concat', 'Pad', 'Transpose', 'Split', 'Expand', 'Gather']);

/** How many pieces of neighbouring elements a move consists of. */
function blocksMoved(node: Node): number {
  const { operator, inputs, outputs } = node;
  const axis = intAttribute(node, 'axis');
  const shape = outputs[0]!.shape;
  const before = (axis: number): number => elements(shape.slice(0, axis));
  if (operator === 'Concat' || operator === 'Split') return axis === undefined ? 0 : before(axis) * Math.max(inputs.length, outputs.length);
  if (operator === 'Gather') return axis === undefined ? 0 : before(axis + 1);
  if (operator === 'Slice' || operator === 'Pad') {
    const source = inputs[0]!.shape;
    return before(shape.findLastIndex((side, i) => side !== source[i]));
  }
  return 0;
}

interface Product {
  /** Those that are useful, and those that fill up the vectors that the runtime's kernels calculate in. */
  readonly multiplyAdds: number;
  /** Elements that an operator rearranges for itself before it multiplies, and how many runs of neighbours they come in. */
  readonly gathered: number;
  readonly runs: number;
}

/** The columns that a kernel of the runtime's matrix product makes at once. */
const VECTOR = 16;
/** How much longer packing takes across rows than along them. */
const TRANSPOSED = 2;
const padded = (columns: number): number => Math.ceil(columns / VECTOR) * VECTOR;

function productOf(node: Node): Product {
  const { operator, inputs, outputs } = node;
  const shape = outputs[0]!.shape;
  if (operator === 'MatMul' || operator === 'Gemm') {
    const columns = shape.at(-1)!;
    const rows = elements(shape) / columns;
    const transposed = intAttribute(node, 'transA') === 1;
    const inner = inputs[0]!.shape.at(transposed ? 0 : -1)!;
    // The right operand is packed; a left one that is transposed is too, and against the grain.
    const gathered = elements(inputs[1]!.shape) + (transposed ? TRANSPOSED * elements(inputs[0]!.shape) : 0);
    return { multiplyAdds: rows * inner * padded(columns), gathered, runs: 0 };
  }
  if (operator === 'Conv' || operator === 'ConvTranspose') {
    const [x, weight] = inputs as readonly [Value, Value];
    const image = operator === 'Conv' ? outputs[0]! : x;
    const pixels = elements(image.shape.slice(2));
    const taps = elements(weight.shape.slice(2));
    const groups = intAttribute(node, 'group') ?? 1;
    const channels = operator === 'Conv' ? x.shape[1]! : weight.shape[1]! * groups;
    const gathered = x.shape[0]! * pixels * taps * channels;
    return { multiplyAdds: x.shape[0]! * padded(pixels) * taps * elements(weight.shape.slice(0, 2)), gathered, runs: gathered / image.shape.at(-1)! };
  }
  return { multiplyAdds: 0, gathered: 0, runs: 0 };
}

const totalBytes = (values: readonly Value[]): number =>
  values.reduce((sum, value) => sum + bytesOf(value), 0);
