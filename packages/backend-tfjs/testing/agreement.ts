import { interpret } from '@archetype/backend-reference';
import type { Engine, OpKind } from '@archetype/training';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Device } from '../src/device.js';
import { createEngine } from '../src/engine.js';
import { operationCases } from './operationCases.js';
import { type OperationCase, runOperation } from './runOperation.js';

interface Settings {
  /** @defaultValue 40 */
  readonly runs?: number;
  /** @defaultValue 1e-5 */
  readonly within?: number;
  /** Milliseconds for one kind of operation. @defaultValue 60,000 */
  readonly patience?: number;
}

/** The law of an engine: every operation, over random shapes and attributes, is what the reference engine says. */
export function describeAgreement(way: string, open: () => Promise<Device>, { runs = 40, within = 1e-5, patience = 60_000 }: Settings = {}): void {
  describe(`every operation agrees with the reference engine: ${way}`, () => {
    let engine: Engine;
    beforeAll(async () => {
      engine = createEngine(await open());
    });
    afterAll(() => engine.dispose());

    for (const kind of Object.keys(operationCases) as OpKind[])
      it(kind, async () => {
        await fc.assert(
          fc.asyncProperty(operationCases[kind], async (given) => {
            expect(await distanceFromReference(engine, given)).toBeLessThan(within);
          }),
          { numRuns: runs },
        );
      }, patience);
  });
}

/** How far an engine's results of an operation are from the reference engine's, against the largest value. */
export async function distanceFromReference(engine: Engine, given: OperationCase): Promise<number> {
  const wanted = expected(given);
  const actual = await runOperation(engine, given);
  return Math.max(...given.operation.outputs.map((name) => distance(actual.get(name)!, wanted.get(name)!.data)));
}

/** What the reference computes, in double precision, from the same float32 operands. */
function expected({ operation, tensors, values }: OperationCase) {
  const graph = { name: operation.kind, tensors: new Map(Object.entries(tensors)), operations: [operation] };
  return interpret(graph, new Map(Object.entries(values).map(([name, given]) => [name, Float64Array.from(given)])));
}

/** The largest distance, against the size of what is expected. */
function distance(actual: Float32Array, wanted: Float64Array): number {
  expect(actual.length).toBe(wanted.length);
  const scale = Math.max(1, ...wanted.map(Math.abs));
  return Math.max(0, ...wanted.map((value, index) => Math.abs(actual[index]! - value) / scale));
}
