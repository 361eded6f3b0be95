import { batchNorm, conv2d, defineModel, dropout, flatten, linear, maxPool2d, relu } from '@archetype/spec';
import { expect, it } from 'vitest';
import type { Device } from '../src/device.js';
import { createEngine } from '../src/engine.js';
import { trainingRun } from './trainingRun.js';

const model = defineModel({
  name: 'failing',
  input: [1, 10, 10],
  layers: [conv2d({ outChannels: 4, kernelSize: 3, stride: 2, padding: [0, 1, 2, 0] }), batchNorm(), relu(), maxPool2d({ kernelSize: 2 }), flatten(), dropout(), linear({ outFeatures: 5 })],
});

/**
 * The law of what an engine gives back: a step that the runtime refuses, at whichever kernel, leaves no tensor behind and the state as it was; the next one
 * trains; a disposed program leaves nothing on the device.
 */
export function itGivesEverythingBack(engineName: string, open: () => Promise<Device>, patience = 60_000): void {
  it(`${engineName} gives everything back after a failure at any kernel, and at the end`, async () => {
    const device = await open();
    let left = Infinity;
    const engine = createEngine({
      ...device,
      call(...call) {
        left -= 1;
        if (left === 0) throw new Error('refused');
        return device.call(...call);
      },
    });
    const before = device.dataCount();
    const run = trainingRun(model, [1, 10, 10]);
    const program = await engine.compile(run.graphs);
    await program.writeState(run.state);
    left = 1e6;
    await program.inspect(run.feeds(0, 4));
    const calls = 1e6 - left;
    expect(calls).toBeGreaterThan(20);
    for (let call = 1; call <= calls; call += 1) {
      // The first time makes what the program keeps for good, such as constants.
      const held = [];
      for (let time = 0; time < 2; time += 1) {
        left = call;
        await expect(program.step(run.feeds(1, 4))).rejects.toThrow('refused');
        held.push(program.tensorCount());
      }
      expect(held[1]).toBe(held[0]);
    }
    left = Infinity;
    expect(await program.readState()).toEqual(run.state);
    expect((await (await program.step(run.feeds(1, 4)))()).loss).toBeGreaterThan(0);
    expect(await program.readState()).not.toEqual(run.state);
    left = 1;
    await expect(program.inspect(run.feeds(2, 4))).rejects.toThrow('refused');
    await program.dispose();
    expect(program.tensorCount()).toBe(0);
    expect(device.dataCount()).toBe(before);
    await engine.dispose();
  }, patience);
}
