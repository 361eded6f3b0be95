import { Command, Option } from 'commander';

export const VALIDATE_FORMATS = ['text', 'json'] as const;
export type ValidateFormat = (typeof VALIDATE_FORMATS)[number];

export function validateCommand(): Command {
  return new Command('validate')
    .description('every finding of model and recipe files, with line and column')
    .argument('<files...>', 'files or globs of .json, .yaml, .ts or .js')
    .addOption(new Option('--format <format>', 'how findings are written').choices(VALIDATE_FORMATS).default('text'))
    .option('--json', 'the same as --format json')
    .action(async (patterns: readonly string[], options: { readonly format: ValidateFormat; readonly json?: true }) => {
      const { validateFiles } = await import('../validate/validate.js');
      await validateFiles(patterns, options.json === true ? 'json' : options.format);
    });
}
