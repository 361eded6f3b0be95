import { Command } from 'commander';

export function dataCommand(): Command {
  const data = new Command('data').description('the dataset cache: Fashion-MNIST');
  data
    .command('fetch')
    .description('download the full data set and check it')
    .option('--json', 'one JSON document')
    .action(async (options: { readonly json?: true }) => {
      const { fetchData } = await import('../data/fetch.js');
      await fetchData(options.json === true);
    });
  data
    .command('verify')
    .description('compare every cached file with its published SHA-256')
    .option('--json', 'one JSON document')
    .action(async (options: { readonly json?: true }) => {
      const { verifyData } = await import('../data/verify.js');
      await verifyData(options.json === true);
    });
  data
    .command('info')
    .description('what is here, where, and under which licence')
    .option('--json', 'one JSON document')
    .action(async (options: { readonly json?: true }) => {
      const { describeData } = await import('../data/info.js');
      await describeData(options.json === true);
    });
  return data;
}
