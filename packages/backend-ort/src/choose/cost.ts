import type { Rates } from '../devices/device.js';
import { elements } from '../emit/value.js';
import type { ElementType, Node, Value } from '../emit/value.js';

/** What a node is made of. */
export interface Cost {
  readonly multiplyAdds: number;
  readonly bytes: number;
  /** Estimate, in microseconds. */
  readonly microseconds: number;
}

const bytesPerElement: Readonly<Record<ElementType, number>> = { float32: 4, int32: 4, int64: 8, uint8: 1, bool: 1 };

/** Operators that move blocks of memory and calculate nothing. */
const moves: ReadonlySet<string> = new Set(['Slice', 'Concat', 'Pad', 'Transpose', 'Split', 'Gather', 'Expand']);

/** Estimates a node's time from its shapes: arithmetic at the device's rate or memory traffic at its bandwidth, whichever is slower. */
export function nodeCost(node: Node, rates: Rates): Cost {
  if (node.operator === 'Reshape') return { multiplyAdds: 0, bytes: 0, microseconds: rates.nodeMicroseconds };
  const bytes = [...node.inputs, ...node.outputs].reduce((sum, value) => sum + size(value), 0);
  const multiplyAdds = multiplyAddsOf(node);
  const arithmetic =
    multiplyAdds / ((node.operator === 'Conv' || node.operator === 'ConvTranspose' ? rates.convolutionGigaMultiplyAdds : rates.productGigaMultiplyAdds) * 1e3);
  const traffic = bytes / ((moves.has(node.operator) ? rates.moveGigabytes : rates.elementwiseGigabytes) * 1e3);
  return { multiplyAdds, bytes, microseconds: rates.nodeMicroseconds + Math.max(arithmetic, traffic) };
}

/** The sum over nodes. */
export function totalCost(nodes: readonly Node[], rates: Rates): Cost {
  return nodes.map((node) => nodeCost(node, rates)).reduce((sum, cost) => ({
    multiplyAdds: sum.multiplyAdds + cost.multiplyAdds,
    bytes: sum.bytes + cost.bytes,
    microseconds: sum.microseconds + cost.microseconds,
  }), { multiplyAdds: 0, bytes: 0, microseconds: 0 });
}

const size = (value: Value): number => elements(value.shape) * bytesPerElement[value.elementType];

function multiplyAddsOf({ operator, inputs, outputs, attributes }: Node): number {
  const produced = elements(outputs[0]!.shape);
  if (operator === 'MatMul') return produced * inputs[0]!.shape.at(-1)!;
  if (operator === 'Gemm') {
    const transposed = attributes['transA'];
    const inner = inputs[0]!.shape[transposed && 'int' in transposed && transposed.int === 1 ? 0 : 1]!;
    return produced * inner;
  }
  if (operator === 'Conv') return produced * elements(inputs[1]!.shape.slice(1));
  if (operator === 'ConvTranspose') return elements(inputs[0]!.shape) * elements(inputs[1]!.shape.slice(1));
  return 0;
}
