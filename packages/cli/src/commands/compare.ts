import { Command } from 'commander';
import { positiveInteger } from '../arguments/numbers.js';
import { withTrainingOptions, type TrainingOptions } from '../arguments/training.js';
import { engineRequests, type EngineRequest } from '../engines/request.js';

export interface CompareOptions extends TrainingOptions {
  readonly engines?: readonly EngineRequest[];
  readonly steps?: number;
}

const EXAMPLES = `
Every engine gets the same weights, batches and masks, and a process of its own, one after another.
Without --recipe it trains with settings that learn quickly on the sample: Adam, rate 0.005, batch 64, four epochs.

Examples:
  archetype compare lenet
  archetype compare lenet-bn --engines ort,reference --steps 20 --batch-size 16
  archetype compare lenet --recipe lenet --data full`;

export function compareCommand(): Command {
  const command = new Command('compare')
    .description('train on several engines and see where they first part; writes an HTML report')
    .argument('<model>', 'zoo name, or path of a .json, .yaml, .ts or .js file')
    .option('--engines <list>', 'backend[:device], separated by commas (default: ort,tfjs)', engineRequests)
    .option('--steps <n>', 'stop after this many steps', positiveInteger);
  return withTrainingOptions(command, 'one JSON document')
    .addHelpText('after', EXAMPLES)
    .action(async (model: string, options: CompareOptions) => {
      const { compare } = await import('../compare/compare.js');
      await compare(model, options);
    });
}
