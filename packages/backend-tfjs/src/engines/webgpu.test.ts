import { backend as reference } from '@archetype/backend-reference';
import { zoo } from '@archetype/spec';
import { describe, expect, it } from 'vitest';
import { describeAgreement, distanceFromReference } from '../../testing/agreement.js';
import { itGivesEverythingBack } from '../../testing/failures.js';
import { trainingRun } from '../../testing/trainingRun.js';
import { backend } from '../backend.js';
import { createEngine } from '../engine.js';
import { findGpu } from './dawn.js';
import { findAdapter } from './probeWebGpu.js';
import { openWebGpu } from './webgpu.js';

const adapter = await findAdapter();

// A machine without a card can run these on SwiftShader, which comes with Chromium: README.md says how.
describe.runIf(adapter === undefined)('without a graphics adapter', () => {
  it('says why WebGPU is not there', async () => {
    expect(await backend.probe('webgpu')).toMatchObject({ available: false, reason: 'WebGPU finds no graphics adapter' });
    await expect(backend.open('webgpu')).rejects.toMatchObject({ code: 'engine-unavailable' });
  });
});

describe.runIf(adapter !== undefined)(`tfjs:webgpu on ${adapter}`, () => {
  describeAgreement('WebGPU', async () => openWebGpu(await findGpu()), { runs: 8, within: 1e-4, patience: 300_000 });

  itGivesEverythingBack('tfjs:webgpu', async () => openWebGpu(await findGpu()), 300_000);

  it.each([[4, 128, 4096], [64, 96, 2048], [1, 513, 2001]])('gradients of wide layers, %i images of %i values from %i', async (batch, inputs, outputs) => {
    const engine = createEngine(await openWebGpu(await findGpu()));
    const [dy, weight] = [batch * outputs, outputs * inputs].map((count) => Float32Array.from({ length: count }, (_, i) => Math.sin(i * i)));
    const info = (shape: readonly number[]) => ({ shape, elementType: 'float32' }) as const;
    const operation = { kind: 'linearInputGradient', path: 'l', inputs: ['dy', 'weight'], outputs: ['dx'] } as const;
    const tensors = { dy: info([batch, outputs]), weight: info([outputs, inputs]), dx: info([batch, inputs]) };
    expect(await distanceFromReference(engine, { operation, tensors, values: { dy: dy!, weight: weight! } })).toBeLessThan(1e-4);
    await engine.dispose();
  }, 300_000);

  it('trains lenet as the reference engine does, and holds as many tensors after ten steps as after one', async () => {
    const run = trainingRun(zoo.lenet, [1, 28, 28]);
    const engines = [await backend.open('webgpu'), await reference.open('cpu')];
    const losses: number[][] = [];
    for (const engine of engines) {
      const program = await engine.compile(run.graphs);
      await program.writeState(run.state);
      const mine: number[] = [];
      const counts: (number | undefined)[] = [];
      for (let step = 0; step < 10; step += 1) {
        mine.push((await (await program.step(run.feeds(step, 4)))()).loss);
        counts.push(program.tensorCount());
      }
      expect(new Set(counts).size).toBe(1);
      losses.push(mine);
      await program.dispose();
      await engine.dispose();
    }
    losses[0]!.forEach((loss, step) => expect(loss).toBeCloseTo(losses[1]![step]!, 4));
  }, 300_000);

  it('frees the metrics that nobody reads', async () => {
    const run = trainingRun(zoo.lenet, [1, 28, 28]);
    const engine = await backend.open('webgpu');
    const program = await engine.compile(run.graphs);
    await program.writeState(run.state);
    const readers = [];
    const counts = [];
    for (let step = 0; step < 6; step += 1) {
      readers.push(await program.step(run.feeds(step, 2)));
      counts.push(program.tensorCount());
    }
    expect(new Set(counts.slice(2)).size).toBe(1);
    await expect(readers[0]!()).rejects.toMatchObject({ code: 'metrics-gone' });
    expect((await readers[5]!()).loss).toBeGreaterThan(0);
    await engine.dispose();
  }, 300_000);
});
