import { refusal, type OpKind } from '@archetype/training';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { operationCases } from '../testing/operationCases.js';
import { runOperation } from '../testing/runOperation.js';
import type { Device } from './device.js';
import { createEngine } from './engine.js';
import { openCpu } from './engines/cpu.js';
import { openWasm } from './engines/wasmInNode.js';
import { operationTable } from './operationTable.js';

/** As on an engine whose memory cannot be addressed. */
async function openWithoutHeap(): Promise<Device> {
  const { heap: _, ...device } = await openCpu();
  return { ...device, name: 'webgpu' };
}

describe.each([
  ['wasm', () => openWasm({ threads: 1 })],
  ['cpu', openCpu],
  ['webgpu', openWithoutHeap],
] as const)('the table of tfjs:%s', (name, open) => {
  it('says of every operation whether it runs, and is right', async () => {
    const engine = createEngine(await open());
    const table = operationTable(name);
    expect(Object.keys(table).toSorted()).toEqual(Object.keys(operationCases).toSorted());
    for (const kind of Object.keys(operationCases) as OpKind[]) {
      await fc.assert(
        fc.asyncProperty(operationCases[kind], async (given) => {
          const ran = await runOperation(engine, given).then(
            () => true,
            () => false,
          );
          expect(ran).toBe(refusal(table, given.operation) === undefined);
        }),
        { numRuns: 8 },
      );
    }
    await engine.dispose();
  }, 120_000);
});
