import { interpret } from '@archetype/backend-reference';
import type { Engine, OpKind } from '@archetype/training';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { operationCases } from '../../testing/operationCases.js';
import { type OperationCase, runOperation } from '../../testing/runOperation.js';
import type { Device } from '../device.js';
import { createEngine } from '../engine.js';
import { openCpu } from '../engines/cpu.js';
import { openWasm } from '../engines/wasm.js';

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

const ways = {
  'WebAssembly, kernels in TypeScript where there are some': () => openWasm({ threads: 2 }),
  'plain JavaScript, kernels in TypeScript where there are some': openCpu,
  // As on an engine whose memory cannot be addressed; the one in plain JavaScript has all of TensorFlow.js's kernels.
  "TensorFlow.js's kernels alone": async () => {
    const { heap: _, ...device } = await openCpu();
    return device;
  },
} satisfies Record<string, () => Promise<Device>>;

/** What TensorFlow.js has no kernel for. */
const dilatedMaximum = ({ operation }: OperationCase): boolean =>
  operation.kind === 'maxPool2dGradient' && operation.dilation.some((step) => step !== 1);

for (const [way, open] of Object.entries(ways))
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
            fc.pre(way !== "TensorFlow.js's kernels alone" || !dilatedMaximum(given));
            const wanted = expected(given);
            const actual = await runOperation(engine, given);
            for (const name of given.operation.outputs) expect(distance(actual.get(name)!, wanted.get(name)!.data)).toBeLessThan(1e-5);
          }),
          { numRuns: 40 },
        );
      });
  });
