import { parseArgs } from 'node:util';

/**
 * What the command line says, by `parseArgs`'s configuration. `--help` prints the usage and ends; so does what the script does not know, with exit code 2.
 *
 * @param usage what stands behind `node`, such as `bench/shapes.mjs [ROUNDS]`
 */
export function commandLine(usage, { options = {}, ...configuration } = {}) {
  try {
    const { values, positionals } = parseArgs({ ...configuration, options: { ...options, help: { type: 'boolean' } } });
    if (values.help === undefined) return { values, positionals };
  } catch (error) {
    refuse(usage, error.message.split('. ')[0]);
  }
  console.log(`usage: node ${usage}`);
  process.exit(0);
}

/** Ends the script for what its user has asked for and there is not. */
export function refuse(usage, mistake) {
  console.error(`${mistake}\nusage: node ${usage}`);
  process.exit(2);
}
