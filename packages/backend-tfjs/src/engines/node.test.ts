import { backend as reference } from '@archetype/backend-reference';
import { zoo } from '@archetype/spec';
import { describe, expect, it } from 'vitest';
import { describeAgreement } from '../../testing/agreement.js';
import { itGivesEverythingBack } from '../../testing/failures.js';
import { trainingRun } from '../../testing/trainingRun.js';
import { backend } from '../backend.js';
import { openNode } from './node.js';
import { findNativeModule } from './tensorflow/nativeModule.js';

const native = await findNativeModule('node');

if ('reason' in native) throw new Error(`${native.reason}: archetype engine add tfjs:node`);

describe('tfjs:node', () => {
  // TensorFlow's kernel of batch normalisation is off by 2e-5 for a few values that lie close together.
  describeAgreement('TensorFlow', () => openNode(native.path, 'node'), { within: 5e-5 });

  itGivesEverythingBack('tfjs:node', () => openNode(native.path, 'node'));

  it('says so where another number of threads is asked for than TensorFlow has taken', async () => {
    const { threads } = (await openNode(native.path, 'node')).environment;
    expect((await openNode(native.path, 'node', { threads: Number(threads) })).environment).not.toHaveProperty('threadsAsked');
    expect((await openNode(native.path, 'node', { threads: Number(threads) + 1 })).environment).toMatchObject({ threads, threadsAsked: Number(threads) + 1 });
  });

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

  it('a step as one graph is what its operations give one by one', async () => {
    const run = trainingRun(zoo['lenet-bn'], [1, 28, 28]);
    const engine = await backend.open('node');
    const program = await engine.compile(run.graphs);
    await program.writeState(run.state);
    const feeds = run.feeds(0, 8);
    const { updates, outputs } = run.graphs.training(8);
    const oneByOne = await program.inspect(feeds, [...updates.values(), outputs.loss!]);
    const metrics = await (await program.step(feeds))();
    const state = await program.readState();
    expect(metrics.loss).toBeCloseTo(oneByOne.get(outputs.loss!)![0]!, 5);
    for (const [name, next] of updates) {
      const [graph, single] = [state.get(name)!, oneByOne.get(next)!];
      expect(Math.max(...graph.map((value, index) => Math.abs(value - single[index]!)))).toBeLessThan(1e-5);
    }
    await engine.dispose();
  });

  it('two programs from the same state step bit for bit alike, whichever step came first', async () => {
    const run = trainingRun(zoo.lenet, [1, 28, 28]);
    const engine = await backend.open('node');
    const first = await engine.compile(run.graphs);
    await first.writeState(run.state);
    await first.step(run.feeds(0, 8));
    const between = await first.readState();
    await first.step(run.feeds(1, 8));
    const second = await engine.compile(run.graphs);
    await second.writeState(between);
    await second.step(run.feeds(1, 8));
    expect(await second.readState()).toEqual(await first.readState());
    await engine.dispose();
  });
});
