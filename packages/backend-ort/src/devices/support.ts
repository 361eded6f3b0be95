import type { OpKind } from '@archetype/training';
import { stagesOf } from '../compile.js';
import { devices } from './devices.js';
import type { Device, DeviceName } from './devices.js';
import { graphsOfEveryOperation } from './everyOperation.js';
import { placementOf } from './operators.js';
import type { Placement } from './operators.js';

/** Where an operation runs on one device. */
export interface OperationPlacement {
  /** `host` where at least one of its operators is left to the CPU provider. */
  readonly placement: Placement;
  /** The operators that the device does not run itself. */
  readonly elsewhere: readonly string[];
}

export interface OperationSupport {
  readonly operation: OpKind;
  readonly devices: Readonly<Record<DeviceName, OperationPlacement>>;
}

/**
 * Every kind of operation on every device, by writing a graph of each and holding its nodes against what the device's provider has. No runtime is loaded.
 */
export function operationSupport(): readonly OperationSupport[] {
  const names = Object.keys(devices) as readonly DeviceName[];
  const tables = new Map(names.map((name) => [name, placementsOn(devices[name])]));
  const kinds = [...tables.get('cpu')!.keys()].toSorted();
  return kinds.map((operation) => ({
    operation,
    devices: Object.fromEntries(names.map((name) => [name, tables.get(name)!.get(operation)!])) as OperationSupport['devices'],
  }));
}

function placementsOn(device: Device): ReadonlyMap<OpKind, OperationPlacement> {
  const found = new Map<OpKind, OperationPlacement>();
  for (const graph of graphsOfEveryOperation()) {
    // All tensors asked for: nothing is rewritten or left out, and every operation is there under its own name.
    const { onnx } = stagesOf(graph, { device, precision: 'fast', results: { kind: 'inspect', names: [...graph.tensors.keys()] } });
    for (const { kind } of graph.operations) if (!found.has(kind)) found.set(kind, { placement: 'device', elsewhere: [] });
    for (const node of onnx.nodes) {
      const placement = placementOf(node, device);
      const kind = node.name.split('/').at(-2) as OpKind;
      const known = found.get(kind);
      if (placement === 'device' || known === undefined) continue;
      found.set(kind, { placement, elsewhere: [...new Set([...known.elsewhere, node.operator])] });
    }
  }
  return found;
}
