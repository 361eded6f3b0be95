import { Command } from 'commander';

export function doctorCommand(): Command {
  return new Command('doctor')
    .description('which engines are here, which could be, and how to get them')
    .option('--json', 'one JSON document')
    .action(async (options: { readonly json?: true }) => {
      const { examine } = await import('../engines/doctor.js');
      await examine(options.json === true);
    });
}
