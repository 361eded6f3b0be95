import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defineRecipe, zoo } from '@archetype/spec';
import { createGraphSet, trainingFeeds } from '@archetype/training';
import * as ort from 'onnxruntime-node';
import { afterAll, describe, expect, it } from 'vitest';
import { stagesOf } from '../compile.js';
import { devices } from '../devices/devices.js';
import type { Device } from '../devices/devices.js';
import { assignLayouts } from '../layouts/assign.js';
import { openSession } from '../session.js';
import { exchangedState } from '../state/exchanged.js';
import { createCompiler } from '../compileOnce.js';
import { arenaPeak } from './arenaPeak.js';

describe('what is taken from the arena', () => {
  const folder = mkdtempSync(join(tmpdir(), 'archetype-memory-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  /** One step under the runtime's profiler: the most bytes that were asked for at once by its account, and by ours. */
  async function profiled(name: 'resnet18', side: number, recompute: boolean) {
    for (const file of readdirSync(folder)) rmSync(join(folder, file));
    const model = { ...zoo[name], input: [1, side, side] as const };
    const recipe = defineRecipe({ name: 'memory', model, batchSize: 8, optimizer: { kind: 'adam', learningRate: 0.01 } });
    const graphs = createGraphSet({ model, recipe, images: [1, side, side] });
    const graph = graphs.training(8);
    const device: Device = {
      ...devices.cpu,
      sessionOptions: (threads) => ({ ...devices.cpu.sessionOptions(threads), enableProfiling: true, profileFilePrefix: join(folder, 'profile') }),
    };
    const stateLayouts = assignLayouts(graph);
    const compiler = createCompiler({ device, precision: 'fast', recompute });
    const settings = { runtime: ort, device, compiler, threads: 2, stateLayouts, state: exchangedState(ort, graph, stateLayouts) } as const;
    const session = await openSession(graph, { kind: 'run' }, settings);
    const batch = { pixels: new Uint8Array(8 * side * side).fill(9), labels: new Int32Array(8) };
    await session.run(trainingFeeds(graph, batch, recipe, { step: 0, steps: 1, stepsPerEpoch: 1 }));
    await session.release();
    const [file] = readdirSync(folder);
    const events = JSON.parse(readFileSync(join(folder, file!), 'utf8')) as readonly { readonly cat: string; readonly name: string; readonly args: Record<string, string> }[];
    const ran = events.filter(({ cat, name: event }) => cat === 'Node' && event.endsWith('_kernel_time'));
    const { onnx } = stagesOf(graph, { device, precision: 'fast', recompute, stateLayouts });
    return { peak: arenaPeak(onnx), asked: Math.max(...ran.map(({ args }) => Number(args['mem_bytes_requested_in_use']))) };
  }

  it.each([
    ['resnet18', 32, false],
    ['resnet18', 32, true],
  ] as const)('is what the runtime says, for %s at %i pixels, recompute %s', async (name, side, recompute) => {
    const { peak, asked } = await profiled(name, side, recompute);
    // Beside the values, some kilobytes of constants are in the arena.
    expect(asked / peak).toBeGreaterThanOrEqual(1);
    expect(asked / peak).toBeLessThan(1.02);
  }, 60_000);
});
