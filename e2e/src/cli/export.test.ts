import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { encode } from 'fast-png';
import * as ort from 'onnxruntime-node';
import { describe, expect, it } from 'vitest';
import { archetype, archetypeWell, json, temporaryFolder } from './archetype.js';

/** A short run, in `run`. */
const trained = async (): Promise<string> => {
  const folder = temporaryFolder();
  await archetypeWell(folder, ['train', 'lenet-bn', '--limit', '128', '--batch-size', '32', '--epochs', '1', '--optimizer', 'adam', '--learning-rate', '0.01', '--out', 'run']);
  return folder;
};

describe('a run', { timeout: 180_000 }, () => {
  it('exported to ONNX gives the probabilities that predict gives, folded or not; its weights begin another run', async () => {
    const folder = await trained();
    const pixels = Uint8Array.from({ length: 784 }, (_, i) => (i * 37) % 256);
    writeFileSync(join(folder, 'image.png'), encode({ width: 28, height: 28, data: pixels, channels: 1 }));
    const { predictions } = await json<{ predictions: { probabilities: Readonly<Record<string, number>> }[] }>(folder, ['predict', 'run', 'image.png']);
    const expected = Object.values(predictions[0]!.probabilities);
    for (const options of [[], ['--fold-batch-norm']]) {
      const { stderr } = await archetypeWell(folder, ['export', 'run', '--format', 'onnx', '-o', 'run.onnx', ...options]);
      expect(stderr).toMatch(/weights: step 4 of run\nwrote run\.onnx, \d+ KiB/);
      const session = await ort.InferenceSession.create(join(folder, 'run.onnx'));
      const twice = Float32Array.from([...pixels, ...pixels], (pixel) => pixel / 255);
      const { probabilities } = await session.run({ input: new ort.Tensor('float32', twice, [2, 1, 28, 28]) });
      expect(probabilities!.dims).toEqual([2, 10]);
      for (const [i, each] of (probabilities!.data as Float32Array).entries()) expect(each).toBeCloseTo(expected[i % 10]!, 5);
      await session.release();
    }
    await archetypeWell(folder, ['export', 'run', '--format', 'safetensors', '-o', 'run.safetensors']);
    await archetypeWell(folder, ['train', 'lenet-bn', '--weights', 'run.safetensors', '--limit', '64', '--batch-size', '32', '--epochs', '1', '--out', 'second']);
    expect(readdirSync(folder).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  });
});

describe('a model', { timeout: 120_000 }, () => {
  it('is exported with its first weights, and says so; over the file that is there', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'lenet.onnx'), 'what was there');
    const { stderr } = await archetypeWell(folder, ['export', 'lenet', '--format', 'onnx', '-o', 'lenet.onnx']);
    expect(stderr).toContain('the first weights of recipe lenet (seed 0): nothing is trained');
    const { code, stdout } = await archetype(folder, ['export', 'lenet', '--format', 'onnx', '-o', '-']);
    expect(code).toBe(0);
    expect(stdout).toBe(readFileSync(join(folder, 'lenet.onnx')).toString('utf8'));
  });

  it('says as JSON what it wrote, at another input', async () => {
    const folder = temporaryFolder();
    const written = await json<object>(folder, ['export', 'resnet18', '--format', 'pytorch', '-o', 'net.py', '--input', '1,64,64']);
    const text = readFileSync(join(folder, 'net.py'), 'utf8');
    expect(written).toEqual({ format: 'pytorch', model: 'resnet18', input: [1, 64, 64], step: 0, files: [{ path: 'net.py', bytes: Buffer.byteLength(text) }] });
    expect(text).toContain('class ResNet18(nn.Sequential):');
    expect(text).toContain('float32 [N, 1, 64, 64], pixel / 255');
  });

  it('is exported to TensorFlow.js as two files, the weights beside the model', async () => {
    const folder = temporaryFolder();
    await archetypeWell(folder, ['export', 'lenet', '--format', 'tfjs', '-o', 'web.json']);
    const model = JSON.parse(readFileSync(join(folder, 'web.json'), 'utf8')) as {
      readonly userDefinedMetadata: { readonly input: string };
      readonly weightsManifest: readonly { readonly paths: readonly string[]; readonly weights: readonly { readonly shape: readonly number[] }[] }[];
    };
    expect(model.userDefinedMetadata.input).toBe('float32 [N, 28, 28, 1], pixel / 255');
    const [{ paths, weights }] = model.weightsManifest as [(typeof model.weightsManifest)[0]];
    expect(paths).toEqual(['web.weights.bin']);
    const elements = weights.reduce((sum, { shape }) => sum + shape.reduce((product, side) => product * side, 1), 0);
    expect(readFileSync(join(folder, 'web.weights.bin')).length).toBe(4 * elements);
  });

  it('is exported as a training step', async () => {
    const folder = temporaryFolder();
    await archetypeWell(folder, ['export', 'lenet', '--format', 'onnx-training', '--batch-size', '3', '--precision', 'exact', '-o', 'step.onnx']);
    const session = await ort.InferenceSession.create(join(folder, 'step.onnx'));
    expect(session.inputNames).toEqual(expect.arrayContaining(['pixels', 'labels', 'learningRate', '0.weight', '11.bias']));
    expect(session.outputNames).toEqual(expect.arrayContaining(['loss', 'correct', '0.weight:next', '11.bias:next']));
    await session.release();
  });
});

describe('the compiler', { timeout: 120_000 }, () => {
  it('shows each of its stages, as text and as JSON', async () => {
    const folder = temporaryFolder();
    const stage = (name: string, ...options: readonly string[]) => archetypeWell(folder, ['export', 'lenet', '--format', 'onnx-training', '--batch-size', '4', '--stage', name, ...options]);
    const said = { graph: '0      conv2d', plan: '2      maxPool2d', layouts: 'hwnc', choices: 'written as', onnx: /\d+ nodes: \d+ / };
    for (const [name, text] of Object.entries(said)) {
      const { stdout } = await stage(name);
      expect(stdout).toMatch(text);
      for (const each of Object.keys(said)) expect(stdout).toMatch(new RegExp(`^\\d ${each} `, 'm'));
      const data = JSON.parse((await stage(name, '--json')).stdout) as Readonly<Record<string, unknown>>;
      expect(data).toMatchObject({ stage: name, model: 'lenet', batchSize: 4, [name]: expect.anything() });
    }
  });

  it('explains its kernels in summary and before training', async () => {
    const folder = temporaryFolder();
    const { kernels } = await json<{ kernels: { path: string; chosen: { milliseconds: number; error: unknown }; others: { milliseconds: number; error: unknown }[] }[] }>(folder, [
      'summary', 'lenet', '--explain-kernels', '--batch', '16', '--precision', 'exact',
    ]);
    expect(kernels.map(({ path }) => path)).toEqual(['0', '3']);
    for (const { chosen, others } of kernels) {
      expect(others.length).toBeGreaterThan(0);
      for (const each of [chosen, ...others]) expect(each.error).toBe('direct sum');
      for (const other of others) expect(other.milliseconds).toBeGreaterThanOrEqual(chosen.milliseconds);
    }
    const { stderr, stdout } = await archetypeWell(folder, ['train', 'lenet', '--engine', 'ort:cpu', '--explain-kernels', '--limit', '32', '--batch-size', '16', '--epochs', '1', '--no-test', '--out', 'run', '--json']);
    expect(stderr).toContain('written as');
    expect(stdout).not.toContain('written as');
  });
});

describe('a wrong export', { timeout: 120_000 }, () => {
  it.each([
    ['lenet -o a.onnx', /required option '--format <format>'/],
    ['lenet --format onxx -o a.onnx', /Did you mean onnx\? Allowed choices are onnx, onnx-training/],
    ['lenet --format onnx', /there is no file to write[\s\S]*such as -o model\.onnx/],
    ['lenett --format onnx -o a.onnx', /did you mean lenet\?/],
    ['nothing --format onnx -o a.onnx', /archetype list shows the zoo/],
    ['note.txt/run --format onnx -o a.onnx', /no extension/],
    ['empty --format onnx -o a.onnx', /no recipe\.json/],
    ['unsaved --format onnx -o a.onnx', /the run has saved nothing yet/],
    ['lenet --format onnx -o nowhere/a.onnx', /there is no folder nowhere/],
    ['lenet --format onnx -o empty', /it is a folder/],
    ['lenet --format onnx -o note.txt/a.onnx', /note\.txt is a file/],
    ['lenet --format onnx -o - --json', /only one of the file and its description/],
    ['lenet --format tfjs -o -', /a TensorFlow\.js model is two files/],
    ['lenet --format onnx -o a.onnx --input 784', /784 is not an input of lenet/],
    ['lenet --format onnx -o a.onnx --weights nowhere.safetensors', /nowhere\.safetensors/],
    ['lenet --format onnx --stage plan', /only a training step is compiled in stages/],
    ['lenet --format onnx-training --stage plans', /Allowed choices are graph, plan, layouts, choices, onnx/],
    ['huge.json --format onnx -o a.onnx', /huge: an ONNX file with its 3\.35 GiB of state would pass[\s\S]*0\.weight \[30000, 30000\]/],
    ['named.json --format pytorch -o a.py', /named\/train: a PyTorch module cannot have one called train/],
  ])('%s', async (call, said) => {
    const folder = temporaryFolder();
    for (const name of ['empty', 'unsaved', 'unsaved/checkpoints']) mkdirSync(join(folder, name));
    const linear = (outFeatures: number, name?: string): object => ({ kind: 'linear', outFeatures, ...(name !== undefined && { name }) });
    const model = (name: string, input: number, layers: readonly object[]): string => JSON.stringify({ format: 'archetype/1', name, input: [input], layers });
    writeFileSync(join(folder, 'unsaved/recipe.json'), '{}');
    writeFileSync(join(folder, 'note.txt'), 'mine');
    writeFileSync(join(folder, 'huge.json'), model('huge', 30_000, [linear(30_000), linear(10)]));
    writeFileSync(join(folder, 'named.json'), model('named', 4, [linear(3, 'train')]));
    const { code, stdout, stderr } = await archetype(folder, ['export', ...call.split(' ')]);
    expect(stderr).toMatch(said);
    expect(stderr).not.toContain('defect');
    expect(stdout).toBe('');
    expect(code).toBe(2);
    expect(readdirSync(folder)).not.toContain('a.onnx');
  });

  // Who is root writes anywhere.
  it.skipIf(process.getuid?.() === 0)('into a folder that is not to be written', async () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, 'locked'), { mode: 0o500 });
    const { code, stderr } = await archetype(folder, ['export', 'lenet', '--format', 'onnx', '-o', 'locked/a.onnx']);
    expect(stderr).toMatch(/the folder locked cannot be written/);
    expect(code).toBe(2);
  });
});
