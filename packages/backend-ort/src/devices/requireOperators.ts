import { ArchetypeError } from '@archetype/spec';
import type { Node, OnnxGraph } from '../emit/value.js';
import type { Device } from './device.js';
import { placementOf } from './operators.js';

/**
 * Holds a graph against what a device can run.
 *
 * @throws ArchetypeError `unsupported-operator`, with the layer named
 */
export function requireOperators({ name, nodes }: OnnxGraph, device: Device): void {
  const refused = nodes.filter((node) => placementOf(node, device) === 'none');
  const [first] = refused;
  if (first !== undefined) throw unsupported(name, first, refused.length, device);
}

/** Nodes are called `layer/operation/Operator`; what belongs to no layer, `operation/Operator`. */
function unsupported(graph: string, { name, operator, inputs }: Node, count: number, device: Device): ArchetypeError {
  const [operation = '', layer] = name.split('/').slice(0, -1).toReversed();
  return new ArchetypeError({
    code: 'unsupported-operator',
    subject: layer === undefined ? `${graph} ${operation}` : `${graph}/${layer} ${operation}`,
    problem: `ort:${device.name} cannot run ${operator} of ${inputs[0]?.elementType ?? 'float32'}, in which this operation is written`,
    ...(count > 1 && { details: [`${count} nodes of the graph are refused; this is the first`] }),
    remedy: 'use ort:cpu, which runs every layer; archetype doctor --ops lists what each device can run',
  });
}
