import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { modelSchema, parseModel, zoo } from '@archetype/spec';
import { drawSvg } from '@archetype/spec/analysis';
import { describe, expect, it } from 'vitest';
import { archetypeWell, temporaryFolder } from '../cli/archetype.js';

const read = (path: string): string => readFileSync(new URL(`../../../docs/${path}`, import.meta.url), 'utf8');

interface LayerSchema {
  readonly properties: Readonly<Record<string, unknown>>;
  readonly required: readonly string[];
}

describe('docs/format.md', () => {
  const page = read('format.md');
  const rows = page.split('\n').filter((line) => line.startsWith('| `')).map((row) => row.split('|').map((cell) => cell.trim()));
  const { layer: _, ...kinds } = modelSchema()['$defs'] as Readonly<Record<string, LayerSchema>>;

  it('begins with a model', () => {
    const [, example = ''] = /```json\n([^]*?)```/.exec(page) ?? [];
    expect(parseModel(JSON.parse(example)).name).toBe('small');
  });

  it.each(Object.entries(kinds))('has %s with its fields, each that has a default with something in brackets', (kind, { properties, required }) => {
    const [row, ...others] = rows.filter(([, kindsOfRow = '']) => kindsOfRow.includes(`\`${kind}\``));
    expect(others).toEqual([]);
    const said = (row?.[2] ?? '').replaceAll(/\([^)]*\)/g, '(…)').replaceAll(/(layers|branches|merge) \(…\)/g, '$1');
    const fields = Object.keys(properties).filter((field) => field !== 'kind' && field !== 'name');
    expect(said).toBe(fields.map((field) => (required.includes(field) ? field : `${field} (…)`)).join(', '));
  });
});

describe('README.md', () => {
  const page = read('../README.md');

  it('has a model of one\'s own with which its commands work', async () => {
    const [, module = ''] = /```ts\n([^]*?)```/.exec(page) ?? [];
    const commands = [...page.matchAll(/^ {4}npx archetype (.*? small\.ts[^#\n]*)/gm)].map(([, args = '']) => args.trim().split(' '));
    expect(commands.map(([command]) => command)).toEqual(['validate', 'summary', 'compare', 'export']);
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'small.ts'), module);
    for (const args of commands) await archetypeWell(folder, args[0] === 'compare' ? [...args, '--limit', '256'] : args);
    expect(readFileSync(join(folder, 'small.py'), 'utf8')).toContain('class Small(');
  });
});

describe('docs/drawings', () => {
  it.each(['lenet', 'resnet18'] as const)('%s.svg is what archetype summary draws', (name) => {
    expect(read(`drawings/${name}.svg`)).toBe(drawSvg(zoo[name]));
  });
});
