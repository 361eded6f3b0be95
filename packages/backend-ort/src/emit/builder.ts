import type { Attributes, ConstantData, ElementType, Node, OnnxGraph, Value } from './value.js';

/** The type and shape of a node's output. */
export interface OutputInfo {
  readonly shape: readonly number[];
  readonly elementType: ElementType;
}

/**
 * Collects nodes and gives equal computations one value: the same operator on the same values with the same attributes is written
 * once (value numbering). That is how an operation and its gradient share work, such as the columns of a convolution: each asks for
 * what it needs, and what exists already is found.
 */
export interface Builder {
  input(name: string, elementType: ElementType, shape: readonly number[]): Value;
  /** `key` names the contents: equal keys mean equal data. */
  constant(key: string, elementType: ElementType, shape: readonly number[], data: () => ConstantData): Value;
  node(operator: string, inputs: readonly Value[], attributes: Attributes, outputs: readonly OutputInfo[]): readonly Value[];
  /** Nodes made from here on are named `scope/Operator`. */
  enter(scope: string): void;
  /** Names a value after a tensor of the step graph; the first name stays. */
  label(value: Value, name: string): void;
  nodes(): readonly Node[];
  finish(name: string, outputs: OnnxGraph['outputs'], metadata: OnnxGraph['metadata']): OnnxGraph;
}

export function createBuilder(): Builder {
  const nodes: Node[] = [];
  const inputs: Value[] = [];
  const known = new Map<string, readonly Value[]>();
  const labels = new Map<number, string>();
  const timesUsed = new Map<string, number>();
  let scope = '';
  let nextId = 0;

  const nodeName = (operator: string): string => {
    const base = scope === '' ? operator : `${scope}/${operator}`;
    const count = (timesUsed.get(base) ?? 0) + 1;
    timesUsed.set(base, count);
    return count === 1 ? base : `${base}_${count}`;
  };

  return {
    input(name, elementType, shape) {
      const value: Value = { id: nextId++, shape, elementType, origin: { kind: 'input', name } };
      labels.set(value.id, name);
      inputs.push(value);
      return value;
    },

    constant(key, elementType, shape, data) {
      const identity = `constant ${elementType} [${shape.join()}] ${key}`;
      const existing = known.get(identity)?.[0];
      if (existing) return existing;
      const value: Value = { id: nextId++, shape, elementType, origin: { kind: 'constant', data } };
      known.set(identity, [value]);
      return value;
    },

    node(operator, operands, attributes, outputs) {
      const identity = `${operator}(${operands.map((operand) => operand.id).join()}) ${JSON.stringify(attributes)} ${outputs.length}`;
      const existing = known.get(identity);
      if (existing) return existing;
      const results: Value[] = [];
      const node: Node = { name: nodeName(operator), operator, inputs: operands, attributes, outputs: results };
      outputs.forEach((info, index) => results.push({ id: nextId++, ...info, origin: { kind: 'node', node, index } }));
      nodes.push(node);
      known.set(identity, results);
      return results;
    },

    enter(name) {
      scope = name;
    },

    label(value, name) {
      if (!labels.has(value.id)) labels.set(value.id, name);
    },

    nodes: () => nodes,

    finish(name, outputs, metadata) {
      const needed = reachable(outputs.map((output) => output.value));
      return { name, inputs, outputs, nodes: nodes.filter((node) => needed.has(node)), labels, metadata };
    },
  };
}

/** The nodes that the values depend on. */
function reachable(values: readonly Value[]): ReadonlySet<Node> {
  const found = new Set<Node>();
  const open = [...values];
  for (let value = open.pop(); value; value = open.pop()) {
    if (value.origin.kind !== 'node' || found.has(value.origin.node)) continue;
    found.add(value.origin.node);
    open.push(...value.origin.node.inputs);
  }
  return found;
}
