import { Command } from 'commander';
import { inputShape, positiveInteger } from '../arguments/numbers.js';

export interface SummaryOptions {
  readonly input?: readonly number[];
  readonly batch?: number;
  readonly explain?: true;
  readonly json?: true;
}

export function summaryCommand(): Command {
  return new Command('summary')
    .description('layers with shapes, parameters, multiply-adds and memory')
    .argument('<model>', 'zoo name, or path of a .json, .yaml, .ts or .js file')
    .option('--input <shape>', 'channels, height and width in place of the model\'s, such as 1,96,96', inputShape)
    .option('--batch <n>', 'images a step, for the memory columns', positiveInteger)
    .option('--explain', 'write out the arithmetic of each shape')
    .option('--json', 'one JSON document')
    .action(async (reference: string, options: SummaryOptions) => {
      const [{ loadModel }, { printSummary }] = await Promise.all([import('../sources/model.js'), import('../summary/print.js')]);
      printSummary((await loadModel(reference)).model, options);
    });
}
