import type { OperationSupport, OperationTable, OpKind } from '@archetype/training';
import { heapKernels } from './heap/registry.js';
import { kernels } from './kernels/registry.js';

/** Devices whose memory TypeScript can address. */
const addressable: readonly string[] = ['wasm', 'cpu'];

/**
 * How a device runs each kind of operation: by a kernel in TypeScript over its memory, or by the runtime's own. Nothing of TensorFlow.js is loaded.
 *
 * @param device as in `tfjs:DEVICE`
 */
export function operationTable(device: string): OperationTable {
  const runtime = device.startsWith('node') ? 'TensorFlow' : 'TensorFlow.js';
  const rows = (Object.keys(kernels) as OpKind[]).map((kind): [OpKind, OperationSupport] => {
    return [kind, { by: addressable.includes(device) && heapKernels[kind] !== undefined ? 'TypeScript' : runtime }];
  });
  return Object.fromEntries(rows) as unknown as OperationTable;
}
