import { Command } from 'commander';

export function showCommand(): Command {
  return new Command('show')
    .description("the model's JSON, containers and all")
    .argument('<model>', 'zoo name, or path of a .json, .yaml, .ts or .js file')
    .option('--json', 'the same: what show prints is JSON')
    .action(async (reference: string) => {
      const [{ loadModel }, { printJson }] = await Promise.all([import('../sources/model.js'), import('../terminal/output.js')]);
      printJson((await loadModel(reference)).model);
    });
}
