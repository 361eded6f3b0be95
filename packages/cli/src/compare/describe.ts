import { join } from 'node:path';
import type { ResolvedEngine } from '../engines/resolve.js';
import { trainingLoss, type Agreement, type ReportContents } from '../report/contents.js';
import { coloursOf, type Colours } from '../terminal/colours.js';
import { curveSize, lossCurve } from '../terminal/lossCurve.js';
import { programName } from '../terminal/programName.js';
import { bytes, count, lossOf, percent, small } from '../terminal/quantities.js';
import { shellWord } from '../terminal/shellWord.js';
import { table } from '../terminal/table.js';
import { widthOf } from '../terminal/width.js';
import { describeData, type DataRecord } from '../train/data.js';
import { placeOf } from '../train/describe.js';
import type { TrainingPlan } from '../train/plan.js';

/** What is about to be compared, on what. */
export function describePlan({ model, recipe }: TrainingPlan, data: DataRecord, engines: readonly ResolvedEngine[], steps: number | undefined, directory: string): string {
  const { bold } = coloursOf(process.stderr);
  const { kind, learningRate } = recipe.optimizer;
  const extent = steps === undefined ? `${recipe.epochs} ${recipe.epochs === 1 ? 'epoch' : 'epochs'}` : `${steps} ${steps === 1 ? 'step' : 'steps'}`;
  return [
    `${bold(model.name)} on ${engines.map(({ name }) => name).join(' and ')}: the same weights, batches and masks`,
    `  recipe  ${recipe.name}: ${kind} ${learningRate}, batch ${recipe.batchSize}, ${extent}, seed ${recipe.seed}`,
    `  data    ${count(data.trainingImages)} training and ${count(data.testImages)} test images: ${describeData(data)}`,
    `  run     ${placeOf(directory)}`,
  ].join('\n');
}

export interface ComparisonContext {
  /** As it was typed. */
  readonly reference: string;
  readonly directory: string;
}

/** The engines side by side, where they part, where the report is, and what may come next. */
export function describeComparison({ engines, agreement }: ReportContents, { reference, directory }: ComparisonContext): string {
  const colours = coloursOf(process.stdout);
  const { bold, dim, cyan } = colours;
  const place = placeOf(directory);
  const program = programName();
  const figures = table(
    [{ title: 'engine' }, { title: 'training loss', align: 'right' }, { title: 'test accuracy', align: 'right' }, { title: 'images/s', align: 'right' }, { title: 'peak memory', align: 'right' }],
    engines.map(({ engine, losses, epochs, imagesPerSecond, peakMemoryBytes, failure }) => {
      const loss = trainingLoss({ losses, epochs });
      const accuracy = epochs.at(-1)?.testAccuracy;
      return [
        failure === undefined ? engine : `${engine} (did not finish)`,
        loss === null ? '–' : lossOf(loss),
        accuracy === undefined ? '–' : percent(accuracy),
        imagesPerSecond === undefined ? '–' : count(imagesPerSecond),
        peakMemoryBytes === undefined ? '–' : bytes(peakMemoryBytes),
      ];
    }),
    colours,
  );
  const pairs = agreement.map(
    ({ a, b, maxLossDifference, firstDivergence, kind, remark }) =>
      `${a} and ${b}: ${verdict(kind, firstDivergence, colours)}; losses differ by at most ${maxLossDifference === null ? '–' : small(maxLossDifference)}\n${dim(`  ${remark}`)}`,
  );
  const first = engines.find(({ losses }) => losses.length > 1);
  const curve =
    process.stdout.isTTY && first !== undefined
      ? lossCurve(first.losses.filter((loss) => loss !== null), curveSize(widthOf(process.stdout)))
      : '';
  return [
    '',
    ...(curve === '' ? [] : [cyan(curve), `${' '.repeat(7)}training loss by step, ${first?.engine ?? ''}`, '']),
    figures,
    '',
    ...(pairs.length === 0 ? [] : [...pairs, '']),
    `${bold('report')}  ${join(place, 'report.html')}`,
    '',
    'What to try next:',
    ...aligned([
      [`${program} train ${reference === 'lenet' ? 'lenet-bn' : shellWord(reference)}`, 'train by the published recipe; keeps checkpoints, can be interrupted'],
      [`${program} compare ${shellWord(reference)} --engines ort,reference --steps 5`, 'against the double-precision judge'],
      [`${program} doctor`, 'which engines are here, and how to get more'],
      [`${program} data fetch`, 'the full 60,000 images, for --data full'],
    ]),
  ].join('\n');
}

function verdict(kind: Agreement['kind'], divergence: Agreement['firstDivergence'], { green, red }: Colours): string {
  if (kind === 'unknown') return red('not compared');
  if (divergence === null) return green('no divergence');
  if (kind === 'rounding') return `they compute the same, and rounding lets the losses part at step ${divergence.step}`;
  return red(`they part at step ${divergence.step} in ${divergence.tensor}, by ${small(divergence.difference)} of its scale`);
}

function aligned(lines: readonly (readonly [command: string, purpose: string])[]): readonly string[] {
  const width = Math.max(...lines.map(([command]) => command.length));
  return lines.map(([command, purpose]) => `  ${command.padEnd(width)}   ${purpose}`);
}
