import { Command } from 'commander';
import { withTrainingOptions, type TrainingOptions } from '../arguments/training.js';
import { engineRequest, type EngineRequest } from '../engines/request.js';

export interface TrainOptions extends TrainingOptions {
  readonly engine?: EngineRequest;
  readonly resume?: string;
  readonly explainKernels?: true;
  readonly tune?: true;
}

const EXAMPLES = `
Examples:
  archetype train lenet-bn
  archetype train lenet-bn --data full --engine ort:cpu --seed 1
  archetype train my-model.yaml --optimizer adam --learning-rate 0.002 --epochs 3
  archetype train --resume runs/2026-01-31-09-30-00-lenet-bn
  archetype train --resume runs/2026-01-31-09-30-00-lenet-bn --epochs 20

Ctrl-C finishes the step, saves, and says how to go on; a second one leaves at once.`;

export function trainCommand(): Command {
  const command = new Command('train')
    .description('train a model, test it each epoch, and keep everything in a run directory')
    .argument('[model]', 'zoo name, or path of a .json, .yaml, .ts or .js file (not needed with --resume)')
    .option('--engine <engine>', 'backend[:device], such as ort:cpu (default: the best that is here)', engineRequest);
  return withTrainingOptions(command, 'one JSON object a line')
    .option('--resume <dir>', 'go on with an interrupted run, bit for bit as if it had not been; with --epochs, to so many')
    .option('--explain-kernels', 'first say how each convolution is written, what that costs and what it was up against (ort)')
    .option('--tune', 'first measure on this machine which way of writing each convolution is the fastest; kept for the next time (ort)')
    .addHelpText('after', EXAMPLES)
    .action(async (model: string | undefined, options: TrainOptions) => {
      const { train } = await import('../train/train.js');
      await train(model, options);
    });
}
