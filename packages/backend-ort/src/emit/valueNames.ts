import type { OnnxGraph, Value } from './value.js';

/** A value is called by its label, or by the node that makes it; constants are numbered. */
export function valueNames(graph: OnnxGraph): (value: Value) => string {
  const outputNames = new Map<number, string>();
  for (const { name, value } of graph.outputs) {
    if (value.origin.kind === 'node' && !outputNames.has(value.id)) outputNames.set(value.id, name);
  }
  const reserved = new Set(graph.outputs.map((output) => output.name));
  return (value) => {
    const asOutput = outputNames.get(value.id);
    if (asOutput !== undefined) return asOutput;
    const label = graph.labels.get(value.id);
    if (label !== undefined && (value.origin.kind === 'input' || !reserved.has(label))) return label;
    if (value.origin.kind === 'input') return value.origin.name;
    if (value.origin.kind === 'constant') return `constant#${value.id}`;
    return value.origin.index === 0 ? value.origin.node.name : `${value.origin.node.name}#${value.origin.index}`;
  };
}
