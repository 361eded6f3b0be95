import type { OperationTable, OpKind } from '@archetype/training';
import type { BackendName } from './backends.js';

/** What each engine can run, from the backends' own code; no runtime is loaded. */
export async function operationTables(): Promise<ReadonlyMap<string, OperationTable>> {
  const tables = new Map<string, OperationTable>();
  for (const backend of Object.keys(readers) as BackendName[]) for (const [engine, table] of await readers[backend]()) tables.set(engine, table);
  return tables;
}

/** The table of one engine; undefined where it runs every operation, or nobody knows the engine. */
export async function limitsOf(engine: string): Promise<OperationTable | undefined> {
  const [backend, device = 'cpu'] = engine.split(':') as [BackendName, string?];
  if (backend === 'ort') {
    // Its table takes a second to make, and says nothing new of a device that lacks no operator.
    const { devices } = await import('@archetype/backend-ort');
    const lacks: readonly string[] | undefined = Object.hasOwn(devices, device) ? devices[device as keyof typeof devices].lacks : undefined;
    if (lacks === undefined || lacks.length === 0) return undefined;
  }
  return new Map(await readers[backend]()).get(engine);
}

type Row = readonly [engine: string, table: OperationTable];

const readers: { readonly [Name in BackendName]: () => Promise<readonly Row[]> } = {
  async ort() {
    const { operationSupport } = await import('@archetype/backend-ort');
    const rows = operationSupport();
    return Object.keys(rows[0]?.devices ?? {}).map((device) => [
      `ort:${device}`,
      tableOf(rows.map(({ operation, devices }) => [operation, placed(devices[device as keyof typeof devices])])),
    ]);
  },
  async tfjs() {
    const { backend, operationTable } = await import('@archetype/backend-tfjs');
    return backend.devices.map((device) => [`tfjs:${device}`, operationTable(device)]);
  },
  async reference() {
    const { kernels } = await import('@archetype/backend-reference');
    return [['reference', tableOf((Object.keys(kernels) as OpKind[]).map((kind) => [kind, { by: 'TypeScript' }]))]];
  },
};

/** An operation is written in ONNX operators; those that a provider lacks, the runtime's CPU provider runs in its stead. */
function placed({ placement, elsewhere }: { readonly placement: 'device' | 'host' | 'none'; readonly elsewhere: readonly string[] }): OperationTable[OpKind] {
  if (placement === 'none') return {};
  return { by: placement === 'device' ? 'ONNX' : `ONNX, ${elsewhere.join(' and ')} on the CPU` };
}

const tableOf = (rows: readonly (readonly [OpKind, OperationTable[OpKind]])[]): OperationTable => Object.fromEntries(rows) as unknown as OperationTable;
