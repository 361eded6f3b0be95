import { Command } from 'commander';

export interface DiffOptions {
  readonly json?: true;
}

const EXAMPLES = `
Exit status: 0 the same architecture, 1 they differ.

Examples:
  archetype diff lenet lenet-bn
  archetype diff before.json after.json --json`;

export function diffCommand(): Command {
  return new Command('diff')
    .description('what changed between two models, and whether weights still load')
    .argument('<a>', 'the model before: zoo name, or path of a .json, .yaml, .ts or .js file')
    .argument('<b>', 'the model after')
    .option('--json', 'one JSON document')
    .addHelpText('after', EXAMPLES)
    .action(async (before: string, after: string, options: DiffOptions) => {
      const [{ loadModel }, { printDiff }] = await Promise.all([import('../sources/model.js'), import('../diff/print.js')]);
      printDiff((await loadModel(before)).model, (await loadModel(after)).model, options);
    });
}
