import { recipes, zoo } from '@archetype/spec';
import type { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { createProgram } from './program.js';

const program = createProgram();

function helpOf(command: Command): string {
  let help = '';
  command.configureOutput({ writeOut: (text) => (help += text) }).outputHelp();
  return help;
}

/** Lines of a help text that can be typed, without what is said of them. */
const examplesIn = (help: string): readonly string[] => [...help.matchAll(/^ {2}archetype (\S.*?)(?: {2,}.*)?$/gm)].map(([, call = '']) => call);

describe('the examples of the help texts', () => {
  const examples = [program, ...program.commands].flatMap((command) => examplesIn(helpOf(command)));

  it('are there', () => {
    expect(examples.length).toBeGreaterThan(20);
  });

  it.each(examples)('archetype %s', (example) => {
    const [name, ...rest] = example.split(' ');
    const command = program.commands.find((each) => each.name() === name);
    expect(command?.parseOptions(rest).unknown).toEqual([]);
    const model = rest[0] ?? '';
    if (['train', 'compare', 'summary', 'diff'].includes(command?.name() ?? '') && /^[a-z0-9-]+$/.test(model) && !model.startsWith('-')) {
      // `my-model.yaml` and the like are the reader's own.
      expect(Object.keys(zoo)).toContain(model);
    }
    const recipe = /--recipe (\S+)/.exec(example)?.[1];
    if (recipe !== undefined) expect(Object.keys(recipes)).toContain(recipe);
  });
});
