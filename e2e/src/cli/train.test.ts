import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readSafetensors } from '@archetype/training';
import { encode } from 'fast-png';
import { describe, expect, it } from 'vitest';
import { archetype, archetypeWell, json, lines, sample, temporaryFolder } from './archetype.js';

interface Event {
  readonly event: string;
  readonly epoch?: number;
  readonly step?: number;
  readonly loss?: number;
  readonly [key: string]: unknown;
}

const short = ['--limit', '96', '--batch-size', '32', '--epochs', '2'];

const train = async (folder: string, args: readonly string[]): Promise<readonly Event[]> => lines<Event>(await archetypeWell(folder, ['train', ...args, '--json']));

describe('train', () => {
  it('tells a line an event, and keeps a run directory', async () => {
    const folder = temporaryFolder();
    const events = await train(folder, ['lenet-bn', ...short, '--engine', 'ort:cpu', '--out', 'run']);
    expect(events.map(({ event }) => event).filter((event) => event !== 'checkpoint')).toEqual(['start', 'step', 'step', 'step', 'epoch', 'step', 'step', 'step', 'epoch', 'end']);
    expect(events[0]).toMatchObject({ event: 'start', engine: 'ort:cpu', model: 'lenet-bn', batchSize: 32 });
    expect(events.filter(({ event }) => event === 'step').map(({ epoch, step }) => [epoch, step])).toEqual([[1, 1], [1, 2], [1, 3], [2, 4], [2, 5], [2, 6]]);
    for (const { loss } of events.filter(({ event }) => event === 'step')) expect(loss).toBeGreaterThan(0);
    const epoch = events.findLast(({ event }) => event === 'epoch');
    for (const key of ['trainLoss', 'trainAccuracy', 'testAccuracy', 'imagesPerSecond']) expect(epoch?.[key], key).toBeTypeOf('number');
    expect(events.at(-1)).toMatchObject({ event: 'end', reason: 'completed', epochs: 2, steps: 6 });

    const run = join(folder, 'run');
    expect(readdirSync(run)).toEqual(expect.arrayContaining(['checkpoints', 'environment.json', 'events.jsonl', 'model.json', 'recipe.json', 'report.html']));
    expect(readFileSync(join(run, 'events.jsonl'), 'utf8').trim().split('\n')).toEqual(events.map((event) => JSON.stringify(event)));
    expect(JSON.parse(readFileSync(join(run, 'environment.json'), 'utf8'))).toMatchObject({
      engine: 'ort:cpu',
      node: process.version,
      runtime: { threads: expect.any(Number) },
      data: { source: 'sample', limit: 96, shuffle: true, trainingImages: 96 },
      command: ['archetype', 'train', 'lenet-bn', ...short, '--engine', 'ort:cpu', '--out', 'run', '--json'],
    });
    expect(JSON.parse(readFileSync(join(run, 'recipe.json'), 'utf8'))).toMatchObject({ model: 'lenet-bn', batchSize: 32, epochs: 2 });
  });

  it('says in words what ran on what, and where everything is', async () => {
    const folder = temporaryFolder();
    const { stdout, stderr } = await archetypeWell(folder, ['train', 'lenet', ...short]);
    expect(stderr).toMatch(/engine +ort:cpu \(the best that is here\)/);
    expect(stderr).toMatch(/data +96 training and 96 test images: the sample/);
    expect(stderr).toMatch(/epoch 1 .*images\/s/);
    const [, run = ''] = /^run +(\S+)$/m.exec(stdout) ?? [];
    expect(run).toMatch(/^runs[/\\]\d{4}-\d\d-\d\d-\d\d-\d\d-\d\d-lenet$/);
    expect(existsSync(join(folder, run, 'report.html'))).toBe(true);
    expect(stdout).toContain('test accuracy');
  });

  it('gives the same losses for the same seed, others for another', async () => {
    const folder = temporaryFolder();
    const losses = async (...args: readonly string[]): Promise<readonly unknown[]> => (await train(folder, ['lenet-bn', ...short, '--no-test', ...args])).filter(({ event }) => event === 'step').map(({ loss }) => loss);
    const first = await losses('--seed', '1');
    expect(await losses('--seed', '1')).toEqual(first);
    expect(await losses('--seed', '2')).not.toEqual(first);
    expect(await losses('--seed', '1', '--no-shuffle')).not.toEqual(first);
  });

  it('measures once which way of writing each convolution is the fastest', async () => {
    const folder = temporaryFolder();
    const tuned = ['train', 'lenet', ...short, '--no-test', '--engine', 'ort:cpu', '--threads', '1', '--tune'];
    const first = await archetypeWell(folder, [...tuned, '--out', 'first']);
    expect(first.stderr).toMatch(/^ +\d\/\d +1×28×28 → 6×24×24, .*: .+ ms$/m);
    const [file = '', ...others] = readdirSync(join(folder, 'home', 'tuning'));
    expect(others).toEqual([]);
    const kept = readFileSync(join(folder, 'home', 'tuning', file), 'utf8');
    const again = await archetypeWell(folder, [...tuned, '--out', 'again']);
    expect(again.stderr).toContain(join('home', 'tuning', file));
    expect(readFileSync(join(folder, 'home', 'tuning', file), 'utf8')).toBe(kept);
    const environmentOf = (run: string) => JSON.parse(readFileSync(join(folder, run, 'environment.json'), 'utf8')) as { readonly tuned: Readonly<Record<string, string>> };
    expect(Object.keys(environmentOf('again').tuned).length).toBeGreaterThan(0);
    expect(environmentOf('again').tuned).toEqual(environmentOf('first').tuned);
  });

  it('takes options over the recipe, and leaves tests out when told to', async () => {
    const folder = temporaryFolder();
    const events = await train(folder, ['lenet', ...short, '--no-test', '--optimizer', 'adam', '--learning-rate', '0.002', '--threads', '1', '--precision', 'exact', '--recompute', '--engine', 'ort:cpu', '--data', sample, '--out', 'run']);
    expect(events.find(({ event }) => event === 'epoch')).not.toHaveProperty('testAccuracy');
    expect(JSON.parse(readFileSync(join(folder, 'run', 'recipe.json'), 'utf8'))).toMatchObject({ optimizer: { kind: 'adam', learningRate: 0.002 } });
    expect(JSON.parse(readFileSync(join(folder, 'run', 'environment.json'), 'utf8'))).toMatchObject({ threads: 1, precision: 'exact', recompute: true, runtime: { threads: 1, precision: 'exact', recompute: true }, data: { source: sample } });
  });

  it('warns of a loss that is no number, stops, and exits with 1', async () => {
    const folder = temporaryFolder();
    const finished = await archetype(folder, ['train', 'lenet-relu', ...short, '--learning-rate', '1e12', '--out', 'run', '--json']);
    const events = lines<Event>(finished);
    expect(events.find(({ event }) => event === 'warning')).toMatchObject({ code: 'loss-not-finite' });
    expect(events.at(-1)).toMatchObject({ event: 'end', reason: 'diverged' });
    expect(finished.code).toBe(1);
    expect(existsSync(join(folder, 'run', 'report.html'))).toBe(true);
  });

  it('begins from the weights of a file, with the names of a state_dict', async () => {
    const folder = temporaryFolder();
    await train(folder, ['lenet', ...short, '--no-test', '--out', 'first']);
    const [newest = ''] = readdirSync(join(folder, 'first', 'checkpoints')).toSorted().toReversed();
    const weights = join('first', 'checkpoints', newest);
    await train(folder, ['lenet', '--limit', '32', '--batch-size', '32', '--epochs', '1', '--no-test', '--weights', weights, '--out', 'second']);
    const before = (await readSafetensors(join(folder, weights))).tensors;
    const second = join(folder, 'second', 'checkpoints');
    const [start = ''] = readdirSync(second).toSorted();
    const after = (await readSafetensors(join(second, start))).tensors;
    expect(start).toBe('step-000000000.safetensors');
    expect([...after.keys()]).toEqual(expect.arrayContaining(['0.weight', '0.bias', '11.weight']));
    for (const [name, { values }] of after) expect(values, name).toEqual(before.get(name)?.values);
    const refused = await archetype(folder, ['train', 'lenet-bn', '--weights', weights]);
    expect(refused.code).toBe(2);
    expect(refused.stderr).toMatch(/these are not weights of lenet-bn[\s\S]*is missing/);
  });
});

describe('a trained run', () => {
  it('is evaluated, and predicts images of several kinds', async () => {
    const folder = temporaryFolder();
    const events = await train(folder, ['lenet-bn', '--limit', '512', '--batch-size', '32', '--epochs', '2', '--out', 'run']);
    const evaluation = await json<{ images: number; correct: number; accuracy: number; confusion: number[][]; classNames: string[] }>(folder, ['evaluate', 'run']);
    expect(evaluation.accuracy).toBe(events.at(-1)?.['testAccuracy']);
    expect(evaluation).toMatchObject({ images: 512, correct: evaluation.confusion.reduce((sum, row, index) => sum + (row[index] ?? 0), 0) });
    expect(evaluation.confusion.flat().reduce((sum, each) => sum + each, 0)).toBe(512);
    expect((await archetypeWell(folder, ['evaluate', 'run', '--engine', 'reference', '--limit', '64'])).stdout).toContain('of 64 test images');

    const colour = Uint8Array.from({ length: 60 * 40 * 3 }, (_, index) => (index * 7) % 256);
    writeFileSync(join(folder, 'colour.png'), encode({ width: 60, height: 40, data: colour, channels: 3 }));
    writeFileSync(join(folder, 'grey.png'), encode({ width: 28, height: 28, data: new Uint8Array(784).fill(99), channels: 1 }));
    const images = ['colour.png', 'grey.png', join(sample, 't10k-images-idx3-ubyte.gz')];
    const { predictions } = await json<{ predictions: { image: string; class: string; probability: number; probabilities: Record<string, number>; changes: string[] }[] }>(folder, ['predict', 'run', ...images, '--limit', '5']);
    expect(predictions.map(({ image }) => image)).toEqual(['colour.png', 'grey.png', ...[0, 1, 2, 3, 4].map((index) => `t10k-images-idx3-ubyte.gz[${index}]`)]);
    expect(predictions[0]?.changes).toEqual(['converted to grey', 'resized from 60×40 to 28×19', 'centred on black, 28×28']);
    expect(predictions[1]?.changes).toEqual([]);
    for (const each of predictions) {
      expect(evaluation.classNames).toContain(each.class);
      expect(Object.keys(each.probabilities)).toEqual(evaluation.classNames);
      expect(Object.values(each.probabilities).reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 5);
      expect(each.probability).toBe(Math.max(...Object.values(each.probabilities)));
    }
    const text = await archetypeWell(folder, ['predict', 'run', 'colour.png', '--top', '2']);
    expect(text.stderr).toContain('colour.png: converted to grey, resized');
    expect(text.stdout).toMatch(/^colour\.png +\S.* \d+\.\d %  \S.* \d+\.\d %\n$/);

    writeFileSync(join(folder, 'not.png'), 'hello');
    writeFileSync(join(folder, 'photo.jpg'), Buffer.from([0xff, 0xd8, 0xff, 0xe0]));
    for (const [image, said] of [['not.png', /neither a PNG nor an IDX/], ['photo.jpg', /but a JPEG/], ['missing.png', /no such file/], ['.', /a folder/], [join(sample, 't10k-labels-idx1-ubyte.gz'), /labels/]] as const) {
      const refused = await archetype(folder, ['predict', 'run', 'grey.png', image]);
      expect(refused.code, image).toBe(2);
      expect(refused.stderr, image).toMatch(said);
      expect(refused.stdout, image).toBe('');
    }
  });
});
