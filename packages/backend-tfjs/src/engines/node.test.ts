import { backend as reference } from '@archetype/backend-reference';
import { zoo } from '@archetype/spec';
import { describe, expect, it } from 'vitest';
import { describeAgreement, dilatedMaximum } from '../../testing/agreement.js';
import { trainingRun } from '../../testing/trainingRun.js';
import { backend } from '../backend.js';
import { openNode } from './node.js';
import { findNativeModule } from './tensorflow/nativeModule.js';

const native = await findNativeModule('node');

if ('reason' in native) throw new Error(`${native.reason}: archetype engine add tfjs:node`);

describe('tfjs:node', () => {
  describeAgreement('TensorFlow', () => openNode(native.path, 'node'), { refused: dilatedMaximum });

  it('trains lenet-bn as the reference engine does, and holds as many tensors after ten steps as after one', async () => {
    const run = trainingRun(zoo['lenet-bn'], [1, 28, 28]);
    const losses: number[][] = [];
    for (const engine of [await backend.open('node'), await reference.open('cpu')]) {
      const program = await engine.compile(run.graphs);
      await program.writeState(run.state);
      const mine: number[] = [];
      const counts: (number | undefined)[] = [];
      for (let step = 0; step < 3; step += 1) {
        mine.push((await (await program.step(run.feeds(step, 8)))()).loss);
        counts.push(program.tensorCount());
      }
      expect(new Set(counts).size).toBe(1);
      losses.push(mine);
      await program.dispose();
      expect(program.tensorCount()).toBe(0);
      await engine.dispose();
    }
    losses[0]!.forEach((loss, step) => expect(loss).toBeCloseTo(losses[1]![step]!, 3));
  });
});
