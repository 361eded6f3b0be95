import { Command, Option } from 'commander';
import { oneOf } from '../arguments/choice.js';

export const VALIDATE_FORMATS = ['text', 'json', 'sarif', 'github'] as const;
export type ValidateFormat = (typeof VALIDATE_FORMATS)[number];

export interface ValidateOptions {
  readonly format: ValidateFormat;
  readonly json?: true;
  readonly budget?: string;
  readonly lock?: string;
  readonly updateLock?: true;
  readonly weights?: string;
}

export function validateCommand(): Command {
  return new Command('validate')
    .description('every finding of model and recipe files, with line and column')
    .argument('<files...>', 'files or globs of .json, .yaml, .ts or .js; with --weights a zoo name, too')
    .addOption(oneOf(new Option('--format <format>', 'how findings are written'), VALIDATE_FORMATS).default('text'))
    .option('--json', 'the same as --format json')
    .option('--budget <file>', 'limits of parameters, multiply-adds and memory, in a .json or .yaml file')
    .option('--lock <file>', 'shapes that must not move, as --update-lock wrote them')
    .option('--update-lock', 'write the shapes of these models into the lock')
    .option('--weights <file>', 'a .safetensors file that must fit the model; its header alone is read')
    .action(async (patterns: readonly string[], options: ValidateOptions) => {
      const { validateFiles } = await import('../validate/validate.js');
      await validateFiles(patterns, options);
    });
}
