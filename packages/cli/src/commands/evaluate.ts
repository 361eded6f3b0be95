import { Command } from 'commander';
import { positiveInteger, threadCount } from '../arguments/numbers.js';
import { engineRequest, type EngineRequest } from '../engines/request.js';

export interface EvaluateOptions {
  readonly engine?: EngineRequest;
  readonly data?: string;
  readonly limit?: number;
  readonly threads?: number;
  readonly json?: true;
}

export function evaluateCommand(): Command {
  return new Command('evaluate')
    .description('test accuracy and confusion matrix of a trained run')
    .argument('<run>', 'run directory')
    .option('--engine <engine>', 'backend[:device] (default: the best that is here)', engineRequest)
    .option('--data <source>', "sample, full or a folder (default: the run's own)")
    .option('--limit <n>', 'only the first N test images', positiveInteger)
    .option('--threads <n>', 'threads within an operation', threadCount)
    .option('--json', 'one JSON document')
    .action(async (run: string, options: EvaluateOptions) => {
      const { evaluate } = await import('../evaluate/evaluate.js');
      await evaluate(run, options);
    });
}
