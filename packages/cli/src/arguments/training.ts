import { Option, type Command } from 'commander';
import type { Precision } from '@archetype/training';
import { oneOf } from './choice.js';
import { naturalNumber, positiveInteger, positiveNumber, threadCount } from './numbers.js';
import { PRECISIONS } from './precision.js';
import { RECOMPUTE } from './recompute.js';

export const OPTIMIZER_KINDS = ['sgd', 'adam', 'adamw', 'rmsprop'] as const;

/** The options that `train` and `compare` share: what is trained, on what, and how. */
export interface TrainingOptions {
  readonly recipe?: string;
  readonly epochs?: number;
  readonly batchSize?: number;
  readonly learningRate?: number;
  readonly optimizer?: (typeof OPTIMIZER_KINDS)[number];
  readonly seed?: number;
  readonly data?: string;
  readonly limit?: number;
  readonly weights?: string;
  /** False with `--no-shuffle`. */
  readonly shuffle: boolean;
  /** False with `--no-test`. */
  readonly test: boolean;
  readonly threads?: number;
  readonly precision?: Precision;
  readonly recompute?: true;
  readonly out?: string;
  readonly json?: true;
}

/** @param json what the command writes with `--json` */
export function withTrainingOptions(command: Command, json: string): Command {
  return command
    .option('--recipe <name|file>', "recipe in place of the zoo's for this model")
    .option('--epochs <n>', 'times through the training images', positiveInteger)
    .option('--batch-size <n>', 'images a step', positiveInteger)
    .option('--learning-rate <x>', "the optimiser's learning rate", positiveNumber)
    .addOption(oneOf(new Option('--optimizer <kind>', "optimiser in place of the recipe's, with its usual settings"), OPTIMIZER_KINDS))
    .option('--seed <n>', 'seed of weights, order, masks and augmentation', naturalNumber)
    .option('--data <source>', 'sample (comes with the package), full (downloaded once) or a folder of the four files')
    .option('--limit <n>', 'only the first N training and N test images', positiveInteger)
    .option('--weights <file>', 'begin from the weights of a .safetensors file')
    .option('--no-shuffle', 'take the images in their stored order')
    .option('--no-test', 'do not test after each epoch')
    .option('--threads <n>', 'threads within an operation', threadCount)
    .addOption(oneOf(new Option('--precision <rule>', 'ort: exact admits direct sums alone, fast Winograd filtering too (default: fast)'), PRECISIONS))
    .option('--recompute', `ort: ${RECOMPUTE}`)
    .option('--out <dir>', 'run directory to make (default: runs/<date-time>-<model>)')
    .option('--json', json);
}
