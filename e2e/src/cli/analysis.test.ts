import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { archetype, archetypeWell, json, temporaryFolder } from './archetype.js';

describe('diff', () => {
  it('names what was done and exits with 1', async () => {
    const { code, stdout } = await archetype(temporaryFolder(), ['diff', 'lenet', 'lenet-bn', '--json']);
    const { layers, compatible } = JSON.parse(stdout) as { layers: { change: string; kind: string; path: string }[]; compatible: boolean };
    expect([code, compatible]).toEqual([1, false]);
    expect(layers.map(({ change, kind, path }) => [change, kind, path])).toEqual(['1', '5', '10', '13'].map((path) => ['added', 'batchNorm', path]));
  });

  it('finds nothing between a model and its file', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'copy.json'), (await archetypeWell(folder, ['show', 'resnet18'])).stdout);
    expect(await json(folder, ['diff', 'resnet18', 'copy.json'])).toMatchObject({ layers: [], compatible: true });
  });

  it('needs two models', async () => {
    expect((await archetype(temporaryFolder(), ['diff', 'lenet'])).code).toBe(2);
  });
});

describe('summary', () => {
  it('says which input gives a shape, or with 1 what comes nearest', async () => {
    const folder = temporaryFolder();
    expect((await archetypeWell(folder, ['summary', 'vgg16', '--want', '512x1x1'])).stdout).toContain('height and width each 32 … 63');
    const { code, stdout } = await archetype(folder, ['summary', 'alexnet', '--want', '6401']);
    expect(code).toBe(1);
    expect(stdout).toContain('nearest: 6400');
  });

  it('looks for an input, or takes another, where the model\'s own is what is wrong', async () => {
    const folder = temporaryFolder();
    const lenet = JSON.parse((await archetypeWell(folder, ['show', 'lenet'])).stdout) as object;
    writeFileSync(join(folder, 'small.json'), JSON.stringify({ ...lenet, input: [1, 4, 4] }));
    expect(await archetype(folder, ['summary', 'small.json'])).toMatchObject({ code: 2, stderr: expect.stringContaining('kernel 5 exceeds the padded input 4') as unknown });
    expect((await archetypeWell(folder, ['summary', 'small.json', '--want', '6x12x12'])).stdout).toContain('height and width each 28 … 29');
    expect((await archetypeWell(folder, ['summary', 'small.json', '--input', '1,28,28'])).stdout).toContain('44,426');
    expect((await archetype(folder, ['summary', 'small.json', '--input', '1,3,3'])).stderr).toContain('kernel 5 exceeds the padded input 3');
  });

  it('draws', async () => {
    const folder = temporaryFolder();
    await archetypeWell(folder, ['summary', 'googlenet', '--svg', 'googlenet.svg']);
    expect(readFileSync(join(folder, 'googlenet.svg'), 'utf8')).toMatch(/^<svg [^]*<\/svg>\n$/);
    expect((await archetypeWell(folder, ['summary', 'lenet', '--mermaid'])).stdout).toContain('flowchart TB');
  });
});
