import { Argument, Command } from 'commander';
import { oneOf } from '../arguments/choice.js';
import { nativeEngineNames, type NativeEngineName } from '../engines/native/engines.js';
import type { AddOptions } from '../engines/native/add.js';

export function engineCommand(): Command {
  const engine = new Command('engine').description('native engines in the cache folder: TensorFlow, CUDA');
  engine
    .command('list')
    .description('which can be added, which are here, and what they take up')
    .option('--json', 'one JSON document')
    .action(async (options: { readonly json?: true }) => {
      const { listEngines } = await import('../engines/native/list.js');
      await listEngines(options.json === true);
    });
  engine
    .command('add')
    .description('fetch, build and try a native engine; says how much it fetches, and asks')
    .addArgument(nameArgument())
    .option('--yes', 'agree to the download beforehand')
    .option('--without-card', 'add an engine for NVIDIA cards where no driver is')
    .option('--json', 'one JSON document')
    .action(async (name: NativeEngineName, options: AddOptions) => {
      const { addEngine } = await import('../engines/native/add.js');
      await addEngine(name, options);
    });
  engine
    .command('remove')
    .description('take a native engine out of the cache folder, and say how much that frees')
    .addArgument(nameArgument())
    .option('--json', 'one JSON document')
    .action(async (name: NativeEngineName, options: { readonly json?: true }) => {
      const { removeEngine } = await import('../engines/native/remove.js');
      await removeEngine(name, options.json === true);
    });
  return engine;
}

const nameArgument = (): Argument => oneOf(new Argument('<engine>', 'what to add or remove'), nativeEngineNames);
