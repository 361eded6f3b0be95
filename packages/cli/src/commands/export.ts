import { Command, InvalidArgumentError, Option } from 'commander';
import { inputShape } from '../arguments/numbers.js';
import { suggestion } from '../nearest.js';

const FORMATS = ['onnx', 'safetensors', 'pytorch'] as const;

export interface ExportOptions {
  readonly format: (typeof FORMATS)[number];
  readonly output?: string;
  readonly input?: readonly number[];
  readonly foldBatchNorm?: true;
  readonly recipe?: string;
  readonly weights?: string;
  readonly json?: true;
}

const EXAMPLES = `
Examples:
  archetype export runs/first --format onnx -o lenet.onnx --fold-batch-norm
  archetype export runs/first --format safetensors -o lenet.safetensors
  archetype export runs/first --format pytorch -o lenet.py

A model in place of a run is exported with the weights that its recipe begins with, or with --weights.`;

export function exportCommand(): Command {
  return new Command('export')
    .description('a model or a trained run as a file for other programs')
    .argument('<model|run>', 'run directory, zoo name, or path of a .json, .yaml, .ts or .js file')
    .addOption(new Option('--format <format>', FORMATS.join(', ')).argParser(formatNamed).makeOptionMandatory())
    .option('-o, --output <file>', 'file to write, over what is there; - for standard output')
    .option('--input <shape>', 'channels, height and width in place of those trained at, such as 1,96,96', inputShape)
    .option('--fold-batch-norm', 'onnx: batch normalisation taken into the layer before it')
    .option('--recipe <name|file>', "of a model: recipe in place of the zoo's")
    .option('--weights <file>', 'of a model: weights from a .safetensors file')
    .option('--json', 'one JSON document that says what was written')
    .addHelpText('after', EXAMPLES)
    .action(async (reference: string, options: ExportOptions) => {
      const { exportModel } = await import('../export/export.js');
      await exportModel(reference, options);
    });
}

function formatNamed(text: string): ExportOptions['format'] {
  const format = FORMATS.find((each) => each === text);
  if (format === undefined) throw new InvalidArgumentError(`There is no format "${text}"; ${suggestion(text, FORMATS)}`);
  return format;
}
