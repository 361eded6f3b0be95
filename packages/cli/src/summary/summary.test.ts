import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { zoo, type ModelSpec } from '@archetype/spec';
import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import type { SummaryOptions } from '../commands/summary.js';
import { summary } from './summary.js';

/** What `archetype summary` writes to standard output, and its exit status. */
function outputOf(model: ModelSpec, options: SummaryOptions): { readonly text: string; readonly status: unknown } {
  const written: string[] = [];
  const stdout = vi.spyOn(process.stdout, 'write').mockImplementation((text) => written.push(String(text)) > 0);
  const stderr = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  try {
    summary({ model }, options);
  } finally {
    stdout.mockRestore();
    stderr.mockRestore();
  }
  return { text: written.join(''), status: process.exitCode };
}

afterEach(() => {
  process.exitCode = undefined;
});

describe('--want', () => {
  it('which input sizes give a shape', () => {
    expect(outputOf(zoo.vgg16, { want: [512, 1, 1] }).text).toBe('[1, 512, 1, 1] at features.4.6 maxPool2d: input of 1 channel\nheight and width each 32 … 63\n');
    expect(JSON.parse(outputOf(zoo.vgg16, { want: [512, 1, 1], json: true }).text)).toMatchObject({ at: 'features.4.6', regions: [{ heights: [{ from: 32, to: 63 }] }] });
  });

  it('which setting of one layer does', () => {
    expect(outputOf(zoo.alexnet, { want: [256, 6, 6], by: 'features.0' }).text).toContain('height: stride 4 with padding 2 … 10 on each side');
  });

  it('exits with 1 where none does, and says what comes nearest', () => {
    const { text, status } = outputOf(zoo.alexnet, { want: [6401] });
    expect([text.includes('nearest: 6400'), status]).toEqual([true, 1]);
    expect(JSON.parse(outputOf(zoo.alexnet, { want: [6401], json: true }).text)).toMatchObject({ regions: [], reason: { code: 'unreachable-shape' } });
  });
});

describe('memory', () => {
  it('says where most of it lies, and what convolutions take on top', () => {
    const { text } = outputOf(zoo.lenet, { batch: 256 });
    expect(text).toMatch(/most activations +0 conv2d, 32\.9 %/);
    expect(text).toMatch(/memory while training +17\.3 MiB, batch of 256, with sgd, without workspace; 59\.1 % of it activations/);
    expect(text).toMatch(/workspace +up to 56\.3 KiB for an image, the patches of 0 conv2d/);
    expect(outputOf(zoo.alexnet, {}).text).toMatch(/while training .*; 98\.\d % of it weights, their gradients and the optimiser/);
  });

  it('with another optimiser', () => {
    const bytesWith = (options: SummaryOptions) => (JSON.parse(outputOf(zoo.lenet, { ...options, json: true }).text) as { totals: { trainingBytes: number } }).totals.trainingBytes;
    expect(bytesWith({ optimizer: 'adam' }) - bytesWith({})).toBe(2 * 4 * 44_426);
    expect(bytesWith({ optimizer: 'sgd' })).toBe(bytesWith({}));
    // A file may have the name of a model of the zoo: it is not trained by that one's recipe.
    expect(outputOf(zoo['alexnet-p2'], {}).text).toContain('with sgd');
    expect(outputOf(zoo.lenet, { optimizer: 'adamw' }).text).toContain('with adamw');
  });
});

describe('drawings', () => {
  it('to standard output, instead of the table', () => {
    expect(outputOf(zoo.lenet, { svg: true }).text).toMatch(/^<svg [^]*<\/svg>\n$/);
    expect(outputOf(zoo.lenet, { mermaid: true }).text).toContain('flowchart TB');
    expect(outputOf(zoo.resnet18, { markdown: true, input: [3, 96, 96] }).text).toContain('| input | 3×96×96 |');
  });

  it('to files, of any kind at once', () => {
    const folder = mkdtempSync(join(tmpdir(), 'archetype-drawings-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const [svg, markdown] = [join(folder, 'a.svg'), join(folder, 'a.md')];
    expect(outputOf(zoo.lenet, { svg, markdown }).text).toBe('');
    expect(readFileSync(svg, 'utf8')).toContain('</svg>');
    expect(readFileSync(markdown, 'utf8')).toContain('44,426');
    expect(() => outputOf(zoo.lenet, { svg: join(folder, 'none', 'a.svg') })).toThrow(/there is no folder .*none\n +make it first/);
  });

  it('not two to standard output', () => {
    expect(() => outputOf(zoo.lenet, { svg: true, json: true })).toThrow('only one of them can go to standard output');
  });
});

it('--receptive-field', () => {
  const { text } = outputOf(zoo.vgg16, { receptiveField: true });
  expect(text).toMatch(/features\.4\.5 +relu +196 +16 +-90$/m);
  expect(text).toMatch(/linear +404 +0 +-90 +the whole input$/m);
});

it('--at without --want is a wrong call', () => {
  expect(() => outputOf(zoo.lenet, { at: '3' })).toThrow('add --want');
});
