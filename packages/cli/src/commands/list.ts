import { Command } from 'commander';

export function listCommand(): Command {
  return new Command('list')
    .description('models and recipes of the zoo')
    .option('--json', 'one JSON document')
    .action(async (options: { readonly json?: true }) => {
      const { printList } = await import('../zoo/list.js');
      printList(options.json === true);
    });
}
