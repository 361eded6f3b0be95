import { describe, expect, it } from 'vitest';
import { tinyBatches, tinyGraphs, tinyModel, tinyProgram, tinyRecipe, type TinyOptions } from '../../testing/tinyProgram.js';
import { initialState } from '../initialState.js';
import type { FitEvent } from './events.js';
import { fit } from './fit.js';
import type { FitOptions } from './options.js';

const engine = { name: 'tiny', environment: { device: 'none' } };

function tinyRun(options: TinyOptions = {}, more: Partial<FitOptions> = {}): FitOptions {
  const recipe = more.recipe ?? tinyRecipe();
  const graphs = tinyGraphs(recipe);
  const program = tinyProgram(graphs, options);
  return { model: tinyModel, recipe, graphs, program, engine, initial: () => initialState({ model: tinyModel, recipe }), training: tinyBatches, test: tinyBatches, ...more };
}

async function collect(events: AsyncIterable<FitEvent>): Promise<readonly FitEvent[]> {
  const all: FitEvent[] = [];
  for await (const event of events) all.push(event);
  return all;
}

const of = <Kind extends FitEvent['event']>(events: readonly FitEvent[], kind: Kind): readonly Extract<FitEvent, { event: Kind }>[] =>
  events.filter((event): event is Extract<FitEvent, { event: Kind }> => event.event === kind);

describe('fit', () => {
  it('tells of the start, every step, every epoch and the end', async () => {
    const events = await collect(fit(tinyRun()));
    const steps = ['step', 'step', 'step', 'step', 'step', 'epoch'];
    expect(events.map(({ event }) => event)).toEqual(['start', ...steps, ...steps, ...steps, 'end']);
    expect(events[0]).toMatchObject({ model: 'tiny', engine: 'tiny', stepsPerEpoch: 5, trainingImages: 18, testImages: 18, parameters: 15, epochs: 3, seed: 0 });
    expect(of(events, 'step').map(({ epoch, step }) => [epoch, step])).toEqual(Array.from({ length: 15 }, (_, i) => [Math.floor(i / 5) + 1, i + 1]));
    expect(of(events, 'end')).toEqual([expect.objectContaining({ reason: 'completed', epochs: 3, steps: 15 })]);
  });

  it('weighs loss and accuracy by image, the smaller last batch included', async () => {
    const events = await collect(fit(tinyRun({ correctAt: (_, images) => images / 2 }, { recipe: tinyRecipe({ epochs: 1 }) })));
    const losses = of(events, 'step').map(({ loss }) => loss);
    const weighed = losses.reduce((sum, loss, i) => sum + loss * (i === 4 ? 2 : 4), 0) / 18;
    const [epoch] = of(events, 'epoch');
    expect(epoch?.trainLoss).toBe(weighed);
    expect(epoch?.testAccuracy).toBe(0.5);
    expect(epoch?.testLoss).toBeGreaterThan(0);
    expect(of(events, 'end')[0]).toMatchObject({ trainLoss: weighed, testAccuracy: 0.5 });
  });

  it('tells the loss of an image, also where the graph sums the batch', async () => {
    const lossesOf = async (more: Parameters<typeof tinyRecipe>[0]) => of(await collect(fit(tinyRun({}, { recipe: tinyRecipe({ epochs: 1, ...more }) }))), 'step').map(({ loss }) => loss);
    const asReduced = await lossesOf({});
    const ofAnImage = await lossesOf({ loss: { kind: 'softmaxCrossEntropy', reduction: 'sum' } });
    // This program's loss is the same whatever the recipe says.
    expect(ofAnImage).toEqual(asReduced.map((loss, i) => loss / (i === 4 ? 2 : 4)));
  });

  it('feeds each step its masks, learning rate and bias corrections', async () => {
    const seen: (readonly string[])[] = [];
    const rates: number[] = [];
    const corrections: number[] = [];
    const run = tinyRun();
    const step: typeof run.program.step = (feeds) => {
      seen.push([...feeds.keys()]);
      rates.push(feeds.get('learningRate')?.[0] ?? 0);
      corrections.push(feeds.get('biasCorrection2')?.[0] ?? 0);
      return run.program.step(feeds);
    };
    await collect(fit({ ...run, program: { ...run.program, step } }));
    expect(new Set(seen.map((names) => names.toSorted().join(' ')))).toEqual(new Set(['1:mask biasCorrection1 biasCorrection2 labels learningRate pixels']));
    expect(rates).toEqual(Array.from({ length: 15 }, (_, i) => Math.fround(0.005 * (1 + Math.cos((Math.PI * i) / 15)))));
    expect(corrections).toEqual(Array.from({ length: 15 }, (_, i) => Math.fround(1 - 0.999 ** (i + 1))));
  });

  it('makes the next batch while a step runs, and never overlaps calls', async () => {
    const order: string[] = [];
    const run = tinyRun({ milliseconds: 2 }, { recipe: tinyRecipe({ epochs: 1 }) });
    const program: typeof run.program = {
      ...run.program,
      async step(feeds) {
        order.push('begin');
        const read = await run.program.step(feeds);
        order.push('end');
        return read;
      },
    };
    const training = { ...tinyBatches, batch: (epoch: number, index: number) => (order.push(`batch ${index}`), tinyBatches.batch(epoch, index)) };
    await collect(fit({ ...run, program, training, test: undefined }));
    expect(order.slice(0, 7)).toEqual(['batch 0', 'begin', 'batch 1', 'end', 'begin', 'batch 2', 'end']);
  });

  it('reads losses as many steps late as the device makes in one run, all of them before an epoch ends', async () => {
    const order: string[] = [];
    const run = tinyRun({}, { recipe: tinyRecipe({ epochs: 2 }) });
    const program: typeof run.program = {
      ...run.program,
      stepsPerRun: 3,
      async step(feeds) {
        order.push('step');
        const read = await run.program.step(feeds);
        return () => (order.push('read'), read());
      },
      async evaluate(feeds) {
        if (order.at(-1) !== 'test') order.push('test');
        return run.program.evaluate(feeds);
      },
    };
    const events = await collect(fit({ ...run, program }));
    const epoch = 'step step step step read step read read read read test';
    expect(order.join(' ')).toBe(`${epoch} ${epoch}`);
    expect(of(events, 'step').map(({ step }) => step)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  });

  it('waits for the step under way where the next batch cannot be made', async () => {
    const run = tinyRun({ milliseconds: 5 });
    const training = { ...tinyBatches, batch: (epoch: number, index: number) => (index < 2 ? tinyBatches.batch(epoch, index) : expect.unreachable('no batch 2')) };
    await expect(collect(fit({ ...run, training }))).rejects.toThrow('no batch 2');
    // The program takes no two calls at once.
    await run.program.readState();
  });

  it('makes the first state where a run begins, and once', async () => {
    let made = 0;
    const run = tinyRun();
    await collect(fit({ ...run, initial: () => (made++, run.initial()) }));
    expect(made).toBe(1);
  });

  it('without a test source tests nothing', async () => {
    const events = await collect(fit(tinyRun({}, { test: undefined })));
    for (const epoch of of(events, 'epoch')) expect(epoch).not.toHaveProperty('testAccuracy');
    expect(of(events, 'start')[0]).not.toHaveProperty('testImages');
  });

  it('refuses a state that is not that of the model', async () => {
    const run = tinyRun();
    const initial = await run.initial();
    const without = new Map([...initial].filter(([name]) => name !== '2.weight'));
    await expect(collect(fit({ ...run, initial: () => without }))).rejects.toMatchObject({ code: 'state-does-not-fit' });
    await expect(collect(fit({ ...run, initial: async () => new Map([...initial, ['2.weight', new Float32Array(3)]]) }))).rejects.toMatchObject({ code: 'state-does-not-fit' });
  });

  it('stops after the step under way when it is asked to', async () => {
    const stop = new AbortController();
    const run = tinyRun({ milliseconds: 1 }, { signal: stop.signal });
    const seen: FitEvent[] = [];
    for await (const event of fit(run)) {
      seen.push(event);
      if (event.event === 'step' && event.step === 7) stop.abort();
    }
    // The step after it was done already when its metrics were read.
    expect(of(seen, 'step').at(-1)?.step).toBe(8);
    expect(seen.at(-1)).toEqual({ event: 'interrupted', epoch: 2, step: 8 });
  });
});

describe('divergence', () => {
  it.each([Number.NaN, Infinity, -Infinity])('to a loss of %d ends the run with a warning', async (loss) => {
    const events = await collect(fit(tinyRun({ lossAt: (step) => (step === 6 ? loss : 1) })));
    expect(of(events, 'warning')).toEqual([expect.objectContaining({ code: 'loss-not-finite', epoch: 2, step: 7, message: expect.stringContaining(String(loss)) as string })]);
    expect(events.at(-1)).toMatchObject({ event: 'end', reason: 'diverged', steps: 7 });
  });

  it('may be let go on, with one warning an epoch', async () => {
    const events = await collect(fit(tinyRun({ lossAt: (step) => (step >= 6 ? Number.NaN : 1) }, { onDivergence: 'continue' })));
    expect(of(events, 'warning').map(({ step }) => step)).toEqual([7, 11]);
    expect(of(events, 'epoch').map(({ trainLoss }) => trainLoss)).toEqual([1, Number.NaN, Number.NaN]);
    expect(events.at(-1)).toMatchObject({ reason: 'completed' });
  });

  /** Test accuracies of ten classes over 10,000 images, an epoch each. */
  async function warningsOf(right: readonly number[]): Promise<readonly number[]> {
    const ten = { ...tinyModel, layers: [tinyModel.layers[0], { kind: 'linear', outFeatures: 10 }] } as typeof tinyModel;
    const recipe = tinyRecipe({ epochs: right.length, model: ten });
    const { createGraphSet } = await import('../graphSet.js');
    const graphs = createGraphSet({ model: ten, recipe, images: [1, 2, 2] });
    const program = tinyProgram(graphs, { correctAt: (evaluation) => right[evaluation] ?? 0 });
    const image = { pixels: new Uint8Array(4 * 10_000), labels: new Int32Array(10_000) };
    const test = { images: 10_000, batches: 1, batch: () => image };
    const initial = () => initialState({ model: ten, recipe });
    const events = await collect(fit({ model: ten, recipe, graphs, program, engine, initial, training: tinyBatches, test }));
    return of(events, 'warning').map(({ epoch }) => epoch);
  }

  it('is seen where a published run with too high a rate fell back to guessing: 6297, 980, 1000 right of 10,000', async () => {
    expect(await warningsOf([6297, 980, 1000])).toEqual([2]);
  });

  it('is not seen where a network was slow to begin: LeNet, .100 .546 .660 .717 .730', async () => {
    expect(await warningsOf([1000, 5460, 6600, 7170, 7300])).toEqual([]);
  });

  it('is not seen in a bad epoch that is better than guessing, and is seen again after another rise', async () => {
    expect(await warningsOf([8440, 1400, 8500])).toEqual([]);
    expect(await warningsOf([8440, 1000, 1000, 8500, 1010])).toEqual([2, 5]);
  });
});
