import { bytesOf } from '../emit/value.js';
import type { Node, OnnxGraph, Value } from '../emit/value.js';

/** Operators that give their input's memory another shape. */
const aliases: ReadonlySet<string> = new Set(['Reshape', 'Squeeze', 'Unsqueeze', 'Flatten', 'Identity']);

/** Operators that write over an operand of the result's size when nobody reads it any more. */
const elementwise: ReadonlySet<string> = new Set([
  'Add', 'Sub', 'Mul', 'Div', 'Relu', 'Sigmoid', 'Tanh', 'Exp', 'Log', 'Sqrt', 'Reciprocal', 'Neg', 'Abs', 'HardSigmoid', 'Clip', 'Elu', 'Softplus', 'LeakyRelu', 'Erf',
]);

/**
 * The most bytes that the runtime's arena holds at once, when the nodes run in their order: a value lives from the node that makes it to the last that reads it; those that
 * leave the graph live to its end.
 */
export function arenaPeak({ nodes, outputs }: OnnxGraph): number {
  const last = new Map<number, number>();
  const root = new Map<number, number>();
  const rootOf = ({ id }: Value): number => root.get(id) ?? id;
  nodes.forEach((node, at) => {
    if (aliases.has(node.operator)) root.set(node.outputs[0]!.id, rootOf(node.inputs[0]!));
    for (const input of node.inputs) last.set(rootOf(input), at);
  });
  for (const { value } of outputs) last.set(rootOf(value), nodes.length);

  const held = new Map<number, number>();
  let now = 0;
  let peak = 0;
  nodes.forEach((node, at) => {
    if (!aliases.has(node.operator)) {
      const over = overwritten(node, (value) => held.get(rootOf(value)) === bytesOf(value) && last.get(rootOf(value)) === at);
      if (over !== undefined) {
        held.delete(rootOf(over));
        now -= bytesOf(over);
      }
      for (const output of node.outputs) {
        held.set(output.id, bytesOf(output));
        now += bytesOf(output);
      }
      peak = Math.max(peak, now);
    }
    for (const value of [...node.inputs, ...node.outputs]) {
      const id = rootOf(value);
      const size = held.get(id);
      if (size === undefined || (last.get(id) ?? at) > at) continue;
      held.delete(id);
      now -= size;
    }
  });
  return peak;
}

const overwritten = ({ operator, inputs, outputs }: Node, dies: (value: Value) => boolean): Value | undefined =>
  elementwise.has(operator) ? inputs.find((input) => bytesOf(input) === bytesOf(outputs[0]!) && dies(input)) : undefined;
