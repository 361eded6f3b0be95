import type { OpKind } from '@archetype/training';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { operationCases } from '../../testing/operationCases.js';
import { relativeError } from '../../testing/relativeError.js';
import { runOperation } from '../../testing/runOperation.js';
import { devices } from '../devices/devices.js';
import { nativeRuntime } from '../runtimes/native.js';
import type { LoadedRuntime } from '../runtimes/runtime.js';
import { webRuntimeInNode } from '../runtimes/webInNode.js';
import { webgpuMissing } from '../runtimes/webgpuHere.js';

/** Error allowed, relative to the largest value of the output, or to 1. */
const DEFAULT_TOLERANCE = 2e-6;

/** Sums whose rounding errors are divided by a small number, or that go through a logarithm. */
const tolerances: Partial<Record<OpKind, number>> = {
  conv2d: 1e-5,
  conv2dInputGradient: 1e-5,
  conv2dWeightGradient: 1e-5,
  batchNorm: 2e-5,
  batchNormGradient: 2e-5,
  localResponseNorm: 5e-6,
  localResponseNormGradient: 2e-5,
};

const noGpu = await webgpuMissing();
const engines = [
  { device: devices.cpu, source: nativeRuntime, runs: 40, patience: 30_000 },
  // The same graphs by the same provider, compiled otherwise.
  { device: devices.wasm, source: webRuntimeInNode, runs: 8, patience: 120_000 },
  // A driver in software takes seconds for one shader. README.md says how to have one.
  ...(noGpu === undefined ? [{ device: devices.webgpu, source: nativeRuntime, runs: 2, patience: 300_000 }] : []),
];

test.runIf(noGpu !== undefined)('ort:webgpu is left out, and it is known why', () => {
  expect(noGpu!.reason).toContain('WebGPU');
});

describe.each(engines)('on ort:$device.name', ({ device, source, runs, patience }) => {
  test.each(Object.keys(operationCases) as OpKind[])('%s is what the reference says', async (kind) => {
    const { runtime } = (await source.load()) as LoadedRuntime;
    source.threads(runtime, device.name, { threads: 1 });
    const tolerance = tolerances[kind] ?? DEFAULT_TOLERANCE;
    const property = fc.asyncProperty(operationCases[kind], async (operationCase) => {
      const results = Object.entries(await runOperation(operationCase, { device, runtime }));
      const errors = results.map(([name, { received, expected }]) => ({ name, error: relativeError(received, expected, 1) }));
      expect(errors.filter(({ error }) => !(error <= tolerance))).toEqual([]);
    });
    await fc.assert(property, { numRuns: runs });
  }, patience);
});
