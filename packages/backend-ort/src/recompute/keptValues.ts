import { bytesOf } from '../emit/value.js';
import type { Node, Value } from '../emit/value.js';
import { minimumCut } from './minimumCut.js';
import type { Edge } from './minimumCut.js';

const products: ReadonlySet<string> = new Set(['MatMul', 'Gemm', 'Conv', 'ConvTranspose']);

/** A product of two computed tensors. One with a constant is a transform, a sum or an enlargement: a few multiply-adds for each element. */
export const isProduct = ({ operator, inputs }: Node): boolean =>
  operator.startsWith('Conv') || (products.has(operator) && inputs.slice(0, 2).every(({ origin }) => origin.kind !== 'constant'));

/** Where branches meet. Without an end there, the last block of a residual network would be computed again from its first. */
const isSumOfBranches = ({ operator, inputs, outputs }: Node): boolean =>
  operator === 'Add' && inputs.every(({ origin, shape }) => origin.kind !== 'constant' && shape.join() === outputs[0]!.shape.join());

/** Smaller than this part of all that the backward pass reads, a value is not worth a node. */
const WORTH_IT = 1 / 2000;

/**
 * Of the values of the forward pass, those to keep for the backward pass such that all others that it reads can be computed again from them and the graph's inputs, without a
 * product or a sum of branches, and that take the fewest bytes: a minimum cut, as `min_cut_rematerialization_partition` of PyTorch's AOTAutograd finds it.
 *
 * @param forward nodes in an order in which they can run
 * @param readLater values that the backward pass reads
 */
export function keptValues(forward: readonly Node[], readLater: readonly Value[]): ReadonlySet<number> {
  const made = forward.flatMap(({ outputs }) => outputs);
  const number = new Map(made.map(({ id }, i) => [id, i]));
  const enter = (id: number): number => 2 * number.get(id)!;
  const leave = (id: number): number => enter(id) + 1;
  const [source, sink] = [2 * made.length, 2 * made.length + 1];
  const wanted = readLater.filter(({ id }) => number.has(id));
  const worthIt = wanted.reduce((sum, value) => sum + bytesOf(value), 0) * WORTH_IT;

  const edges: Edge[] = made.map((value) => ({ from: enter(value.id), to: leave(value.id), capacity: bytesOf(value) < worthIt ? 0 : bytesOf(value) }));
  for (const node of forward) {
    const again = !isProduct(node) && !isSumOfBranches(node);
    for (const { id } of node.outputs) {
      if (!again) edges.push({ from: source, to: enter(id), capacity: Infinity });
      else for (const input of node.inputs) if (number.has(input.id)) edges.push({ from: leave(input.id), to: enter(id), capacity: Infinity });
    }
  }
  for (const { id } of wanted) edges.push({ from: leave(id), to: sink, capacity: Infinity });

  const behind = minimumCut(2 * made.length + 2, edges, source, sink);
  return new Set(made.flatMap(({ id }) => (behind.has(leave(id)) && !behind.has(enter(id)) ? [id] : [])));
}
