import { conv2d, defaultRecipe, defineModel, flatten, linear, relu, zoo } from '@archetype/spec';
import { createGraphSet } from '@archetype/training';
import { describe, expect, it } from 'vitest';
import { backend } from '../backend.js';
import { chooseConvolutions } from '../choose/convolutions.js';
import { convolutionKey } from '../choose/tuned.js';
import { compile } from '../compile.js';
import { devices } from '../devices/devices.js';
import { nativeRuntime } from '../runtimes/native.js';
import type { LoadedRuntime } from '../runtimes/runtime.js';
import { measureBySession } from './measure.js';
import type { Measure } from './measure.js';
import { tuneConvolutions } from './tune.js';
import type { TuneEvent } from './tune.js';

const device = devices.cpu;
const graphs = createGraphSet({ model: zoo.lenet, recipe: defaultRecipe('lenet'), images: [1, 28, 28] });
const graph = graphs.training(64);
const choices = [...chooseConvolutions(graph, device, 'fast').values()];
/** Those within twice the least estimate. */
const contenders = choices.map(({ candidates }) => candidates.filter(({ cost }) => cost.microseconds <= 2 * candidates[0].cost.microseconds).map(({ formulation }) => formulation.name));

const tune = (measure: Measure, known = {}, onChosen?: (event: TuneEvent) => void) =>
  tuneConvolutions(graph, { device, precision: 'fast', measure, known, ...(onChosen && { onChosen }) });
/** Says that the candidates are the faster the later they come by estimate. */
const backwards: Measure = async ({ name }) => 1000 - contenders.flat().indexOf(name);

describe('tuning', () => {
  it('has something to decide here', () => {
    expect(contenders.filter(({ length }) => length > 1).length).toBeGreaterThan(0);
  });

  it('takes what is measured to be the fastest, and the compiler follows', async () => {
    const { tuned } = await tune(backwards);
    expect(Object.values(tuned)).toEqual(contenders.filter(({ length }) => length > 1).map((names) => names.at(-1)));
    const compiled = compile(graph, { device, precision: 'fast', tuned });
    for (const { convolution, uses, candidates } of compiled.choices.values()) {
      const name = tuned[convolutionKey(convolution, uses)];
      if (name !== undefined) expect(candidates[0].formulation.name).toBe(name);
    }
    expect(compiled.bytes).not.toEqual(compile(graph, { device, precision: 'fast' }).bytes);
    // The smaller last batch is written in the same way.
    const last = compile(graphs.training(5), { device, precision: 'fast', tuned });
    expect([...last.choices.values()].map(({ candidates }) => candidates[0].formulation.name)).toEqual([...compiled.choices.values()].map(({ candidates }) => candidates[0].formulation.name));
  });

  it('measures nothing twice', async () => {
    const { tuned, timings } = await tune(backwards);
    const again = await tune(async ({ name }) => expect.unreachable(`${name} is known`), timings);
    expect(again).toEqual({ tuned, timings });
  });

  it('measures what is new among what is known', async () => {
    const { timings } = await tune(backwards);
    const [[place, times]] = Object.entries(timings) as [[string, Record<string, number>]];
    const { [contenders.find(({ length }) => length > 1)![0]!]: _, ...rest } = times;
    const measured: string[] = [];
    await tune(async (formulation, convolution, uses) => {
      measured.push(formulation.name);
      return backwards(formulation, convolution, uses);
    }, { ...timings, [place]: rest });
    expect(measured).toEqual([contenders.find(({ length }) => length > 1)![0]]);
  });

  it('tells of each choice', async () => {
    const events: TuneEvent[] = [];
    const { tuned } = await tune(backwards, {}, (event) => events.push(event));
    expect(events.map(({ done, chosen }) => [done, chosen])).toEqual(Object.values(tuned).map((name, i) => [i + 1, name]));
    expect(new Set(events.map(({ total }) => total))).toEqual(new Set([events.length]));
  });

  it('has no say in names that it does not know', () => {
    const [{ convolution, uses }] = choices as [(typeof choices)[number]];
    const unchanged = compile(graph, { device, precision: 'fast', tuned: { [convolutionKey(convolution, uses)]: 'of another version' } });
    expect(unchanged.bytes).toEqual(compile(graph, { device, precision: 'fast' }).bytes);
  });

  it('trains with what it found', async () => {
    const model = defineModel({ name: 'one', input: [4, 12, 12], layers: [conv2d({ outChannels: 8, kernelSize: 3 }), relu(), flatten(), linear({ outFeatures: 3 })] });
    const small = createGraphSet({ model, recipe: defaultRecipe(model) });
    const { tuned, timings } = await backend.tune('cpu', small.training(4), { threads: 1, known: {} });
    expect(Object.values(timings).flatMap((times) => Object.values(times)).filter((microseconds) => !(microseconds > 0))).toEqual([]);
    const engine = await backend.open('cpu', { threads: 1, tuned });
    expect(engine.environment).toMatchObject({ tuned: Object.keys(tuned).length });
    const program = await engine.compile(small);
    const feeds = new Map<string, Float32Array | Int32Array>([['input', new Float32Array(4 * 4 * 144).fill(0.5)], ['labels', Int32Array.of(0, 1, 2, 0)], ['learningRate', Float32Array.of(0.1)]]);
    // Weights of zero, so three classes are equally likely.
    expect((await (await program.step(feeds))()).loss).toBeCloseTo(Math.log(3), 5);
    await program.dispose();
  });
});

describe('a measurement', () => {
  it('is the median, in microseconds, of the runs after the first two', async () => {
    const { runtime } = (await nativeRuntime.load()) as LoadedRuntime;
    const [{ convolution, uses, candidates }] = choices as [(typeof choices)[number]];
    // How long each of nine runs takes, in milliseconds.
    const durations = [90, 80, 4, 1, 70, 3, 2, 60, 5];
    let [now, calls] = [0, 0];
    const clock = () => {
      if (calls % 2 === 1) now += durations[(calls - 1) / 2]!;
      calls += 1;
      return now;
    };
    const measure = measureBySession({ runtime, device, threads: 1, clock });
    expect(await measure(candidates[0].formulation, convolution, uses)).toBe(4000);
    expect(calls).toBe(2 * durations.length);
  });
});
