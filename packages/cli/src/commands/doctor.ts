import { Command } from 'commander';

export function doctorCommand(): Command {
  return new Command('doctor')
    .description('which engines are here, which could be, and how to get them')
    .option('--ops', 'which operation each engine runs, and by what')
    .option('--json', 'one JSON document')
    .action(async (options: { readonly ops?: true; readonly json?: true }) => {
      const { examine, examineOperations } = await import('../engines/doctor.js');
      await (options.ops === true ? examineOperations : examine)(options.json === true);
    });
}
