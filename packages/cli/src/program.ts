import { Command, Help } from 'commander';
import { compareCommand } from './commands/compare.js';
import { dataCommand } from './commands/data.js';
import { diffCommand } from './commands/diff.js';
import { doctorCommand } from './commands/doctor.js';
import { engineCommand } from './commands/engine.js';
import { evaluateCommand } from './commands/evaluate.js';
import { exportCommand } from './commands/export.js';
import { listCommand } from './commands/list.js';
import { predictCommand } from './commands/predict.js';
import { showCommand } from './commands/show.js';
import { summaryCommand } from './commands/summary.js';
import { trainCommand } from './commands/train.js';
import { validateCommand } from './commands/validate.js';
import { version } from './version.js';

const FIRST_STEPS = `
Begin with:
  archetype summary lenet                         what the network is made of
  archetype train lenet-bn --epochs 2             train it on the images that come with the package
  archetype compare lenet --engines ort,tfjs      train it on two runtimes and see where they part
  archetype doctor                                which runtimes are here

Exit status: 0 done and right; 1 what was checked or compared is wrong; 2 the call is wrong; 130 interrupted, state saved.`;

/** Every command with its options. Loads commander alone: what a command needs, it loads when it runs. */
export function createProgram(): Command {
  const program = new Command('archetype')
    .description('Define a neural network once, train it on any runtime, and compare.')
    .option('--no-color', 'plain text (also NO_COLOR; a pipe is always plain)')
    .version(version(), '-V, --version', 'print the version')
    .addHelpText('after', FIRST_STEPS);
  const commands = [
    trainCommand(),
    compareCommand(),
    evaluateCommand(),
    predictCommand(),
    exportCommand(),
    summaryCommand(),
    showCommand(),
    listCommand(),
    validateCommand(),
    diffCommand(),
    dataCommand(),
    engineCommand(),
    doctorCommand(),
  ];
  for (const command of commands) program.addCommand(command);
  for (const command of withSubcommands(program)) {
    command.exitOverride().showHelpAfterError(`(archetype ${pathOf(command)}--help says what there is)`);
    command.configureHelp({ formatHelp: plainHelp });
  }
  return program;
}

function withSubcommands(command: Command): readonly Command[] {
  return [command, ...command.commands.flatMap(withSubcommands)];
}

function pathOf(command: Command): string {
  return command.parent === null ? '' : `${pathOf(command.parent)}${command.name()} `;
}

/** Commander's help without its doubled blank line at the end. */
function plainHelp(command: Command, help: Help): string {
  return `${Help.prototype.formatHelp.call(help, command, help).trimEnd()}\n`;
}
