import { Command, Option } from 'commander';
import { oneOf } from '../arguments/choice.js';
import { inputShape, positiveInteger } from '../arguments/numbers.js';
import { PRECISIONS } from '../arguments/precision.js';
import { RECOMPUTE } from '../arguments/recompute.js';

const FORMATS = ['onnx', 'onnx-training', 'safetensors', 'pytorch', 'tfjs'] as const;
const STAGES = ['graph', 'plan', 'layouts', 'choices', 'onnx'] as const;

export interface ExportOptions {
  readonly format: (typeof FORMATS)[number];
  readonly output?: string;
  readonly input?: readonly number[];
  readonly foldBatchNorm?: true;
  readonly batchSize?: number;
  readonly precision?: (typeof PRECISIONS)[number];
  readonly recompute?: true;
  readonly floatInput?: true;
  readonly stage?: (typeof STAGES)[number];
  readonly recipe?: string;
  readonly weights?: string;
  readonly json?: true;
}

const EXAMPLES = `
Examples:
  archetype export runs/first --format onnx -o lenet.onnx --fold-batch-norm
  archetype export runs/first --format safetensors -o lenet.safetensors
  archetype export runs/first --format pytorch -o lenet.py
  archetype export runs/first --format tfjs -o model.json
  archetype export lenet --format onnx-training --batch-size 64 -o lenet-training.onnx
  archetype export lenet --format onnx-training --stage choices

A model in place of a run is exported with the weights that its recipe begins with, or with --weights.`;

export function exportCommand(): Command {
  return new Command('export')
    .description('a model or a trained run as a file for other programs')
    .argument('<model|run>', 'run directory, zoo name, or path of a .json, .yaml, .ts or .js file')
    .addOption(oneOf(new Option('--format <format>', 'what to write'), FORMATS).makeOptionMandatory())
    .option('-o, --output <file>', 'file to write, over what is there; - for standard output')
    .option('--input <shape>', 'channels, height and width in place of those trained at, such as 1,96,96', inputShape)
    .option('--fold-batch-norm', 'onnx: batch normalisation taken into the layer before it')
    .option('--batch-size <n>', "onnx-training: images a step (default: the recipe's)", positiveInteger)
    .addOption(oneOf(new Option('--precision <rule>', 'onnx-training: exact admits direct sums alone, fast Winograd filtering too (default: fast)'), PRECISIONS))
    .option('--recompute', `onnx-training: ${RECOMPUTE}`)
    .option('--float-input', 'onnx-training: begin at float32 input, not at uint8 pixels that the graph scales and resizes')
    .addOption(oneOf(new Option('--stage <name>', 'onnx-training: print a stage of the compiler in place of writing a file'), STAGES).conflicts('output'))
    .option('--recipe <name|file>', "of a model: recipe in place of the zoo's")
    .option('--weights <file>', 'of a model: weights from a .safetensors file')
    .option('--json', 'one JSON document that says what was written')
    .addHelpText('after', EXAMPLES)
    .action(async (reference: string, options: ExportOptions) => {
      const { exportModel } = await import('../export/export.js');
      await exportModel(reference, options);
    });
}
