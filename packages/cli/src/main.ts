import { CommanderError } from 'commander';
import { createProgram } from './program.js';
import { reportFailure } from './failure.js';
import { bearLostOutput, flush } from './terminal/output.js';

/** Wrong calls exit with 2, as the contract of the command line says; commander's own code for them is 1. */
const WRONG_CALL = 2;

/**
 * Runs one command to its end and ends the process: with 0, or what the command put into `process.exitCode`, or the code of
 * its failure. The process is ended explicitly because a runtime may keep threads alive after its last call.
 */
export async function main(argv: readonly string[]): Promise<never> {
  bearLostOutput();
  process.on('uncaughtException', (error) => void reportFailure(error).then((code) => process.exit(code)));
  try {
    await createProgram().parseAsync([...argv]);
  } catch (error) {
    process.exitCode = error instanceof CommanderError ? (error.exitCode === 0 ? 0 : WRONG_CALL) : await reportFailure(error);
  }
  await flush();
  process.exit();
}
