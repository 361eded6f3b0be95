import type { ModelSpec } from '@archetype/spec';
import { Command, Option } from 'commander';
import { oneOf } from '../arguments/choice.js';
import { inputShape, positiveInteger } from '../arguments/numbers.js';
import { PRECISIONS } from '../arguments/precision.js';
import { RECOMPUTE } from '../arguments/recompute.js';
import { OPTIMIZER_KINDS } from '../arguments/training.js';

export interface SummaryOptions {
  readonly input?: readonly number[];
  readonly batch?: number;
  readonly optimizer?: (typeof OPTIMIZER_KINDS)[number];
  readonly explain?: true;
  readonly explainKernels?: true;
  readonly precision?: (typeof PRECISIONS)[number];
  readonly recompute?: true;
  readonly receptiveField?: true;
  readonly svg?: string | true;
  readonly mermaid?: string | true;
  readonly markdown?: string | true;
  readonly want?: readonly number[];
  readonly at?: string;
  readonly by?: string;
  readonly json?: true;
}

/** Other things to see of a model: what shows none of them would seem to. */
const VIEWS = ['explain', 'receptiveField', 'svg', 'mermaid', 'markdown'] as const satisfies readonly (keyof SummaryOptions)[];

const EXAMPLES = `
Examples:
  archetype summary alexnet --explain
  archetype summary resnet18 --explain-kernels --batch 32 --input 1,96,96
  archetype summary resnet18 --svg resnet18.svg       a drawing, tensors to scale
  archetype summary vgg16 --want 512x1x1              which input sizes give that
  archetype summary alexnet --want 256x6x6 --by features.0   which stride and padding of one layer give it`;

export function summaryCommand(): Command {
  return new Command('summary')
    .description('layers with shapes, parameters, multiply-adds and memory')
    .argument('<model>', 'zoo name, or path of a .json, .yaml, .ts or .js file')
    .option('--input <shape>', 'channels, height and width in place of the model\'s, such as 1,96,96', inputShape)
    .option('--batch <n>', 'images a step, for the memory columns', positiveInteger)
    .addOption(oneOf(new Option('--optimizer <kind>', "for the memory while training, in place of the recipe's"), OPTIMIZER_KINDS))
    .option('--explain', 'write out the arithmetic of each shape')
    .addOption(new Option('--explain-kernels', 'how the ort engine writes each convolution of a training step, what that costs and what it was up against').conflicts([...VIEWS, 'want', 'recompute']))
    .addOption(oneOf(new Option('--precision <rule>', 'for --explain-kernels and the memory while training: exact admits direct sums alone, fast Winograd filtering too (default: fast)'), PRECISIONS))
    .option('--recompute', `for the memory while training, ort: ${RECOMPUTE}`)
    .option('--receptive-field', 'what part of the input each layer sees')
    .option('--svg [file]', 'draw the model, instead of the table; to standard output without a file')
    .option('--mermaid [file]', 'the same as a Mermaid flowchart')
    .option('--markdown [file]', 'the same as a Markdown table')
    .addOption(new Option('--want <shape>', 'which input sizes give this shape, such as 512x1x1, or 6400 features').argParser(inputShape).conflicts([...VIEWS]))
    .option('--at <path>', 'with --want: the layer that is to give it (default: the last that can)')
    .option('--by <path>', 'with --want: by which stride and padding of this layer, at the model\'s own input')
    .option('--json', 'one JSON document')
    .addHelpText('after', EXAMPLES)
    .action(async (reference: string, options: SummaryOptions) => {
      const [{ loadModel }, { summary }, { parseModel, parseWellFormed }] = await Promise.all([
        import('../sources/model.js'),
        import('../summary/summary.js'),
        import('@archetype/spec'),
      ]);
      // Another input is given or looked for: the model's own may be what is wrong.
      const parse = options.want === undefined && options.input === undefined ? parseModel : parseWellFormed;
      const loaded = await loadModel(reference, parse);
      const { model, zooName } = loaded;
      if (options.explainKernels !== true) return summary(loaded, options, await trainingEstimate(model, zooName, options));
      const { explainKernels } = await import('../kernels/explain.js');
      explainKernels(model, zooName, options);
    });
}

/** Where the table is shown: a drawing or a wanted shape says nothing of memory. */
async function trainingEstimate(model: ModelSpec, zooName: string | undefined, options: SummaryOptions) {
  const { want, svg, mermaid, markdown, json } = options;
  if (want !== undefined || (json !== true && (svg ?? mermaid ?? markdown) !== undefined)) return undefined;
  const { estimateTraining } = await import('../summary/trainingMemory.js');
  return estimateTraining(model, zooName, options);
}
