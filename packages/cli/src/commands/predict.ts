import { Command, Option } from 'commander';
import { positiveInteger, threadCount } from '../arguments/numbers.js';
import { engineRequest, type EngineRequest } from '../engines/request.js';

export interface PredictOptions {
  readonly engine?: EngineRequest;
  readonly top: number;
  readonly limit?: number;
  /** Ink on paper, where the run's images are light on dark. */
  readonly invert?: true;
  readonly threads?: number;
  readonly json?: true;
}

export function predictCommand(): Command {
  return new Command('predict')
    .description('class and probabilities of images, by a trained run')
    .argument('<run>', 'run directory')
    .argument('<images...>', 'PNG files, or IDX files of images (also gzipped)')
    .option('--engine <engine>', 'backend[:device] (default: the best that is here)', engineRequest)
    .addOption(new Option('--top <n>', 'classes to name for each image').argParser(positiveInteger).default(3))
    .option('--limit <n>', 'only the first N images of each IDX file', positiveInteger)
    .option('--invert', 'swap light and dark: Fashion-MNIST is light on black')
    .option('--threads <n>', 'threads within an operation', threadCount)
    .option('--json', 'one JSON document')
    .action(async (run: string, images: readonly string[], options: PredictOptions) => {
      const { predict } = await import('../predict/predict.js');
      await predict(run, images, options);
    });
}
