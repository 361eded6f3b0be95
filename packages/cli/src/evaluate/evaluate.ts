import type { EvaluateOptions } from '../commands/evaluate.js';
import { coloursOf, type Colours } from '../terminal/colours.js';
import { note, print, printJson } from '../terminal/output.js';
import { count, percent } from '../terminal/quantities.js';
import { table } from '../terminal/table.js';
import { widthOf } from '../terminal/width.js';
import { describeData, loadData, placeOfData, recordOf, testBatches } from '../train/data.js';
import { placeOf } from '../train/describe.js';
import { classify, type Classification } from './classify.js';
import { openRun } from './openRun.js';

/** `archetype evaluate`: accuracy and confusion matrix of a run's newest weights. */
export async function evaluate(path: string, options: EvaluateOptions): Promise<void> {
  const run = await openRun(path, options);
  try {
    // The run's own images, unless others are named; of those, as many as it was tested on, unless another number is given.
    const trained = run.environment.data;
    const source = options.data ?? placeOfData(trained);
    const limit = options.limit ?? (options.data === undefined ? trained.limit : undefined);
    const dataset = await loadData(source);
    const record = recordOf(dataset, { source, shuffle: false, test: true, ...(limit !== undefined && { limit }) });
    if (options.json !== true) note(`${run.model.name} after ${count(run.step)} steps, on ${run.engine.name}; data: ${describeData(record)}`);
    const result = await classify(run.program, run.graphs, testBatches(dataset, run.recipe, limit), record.classNames.length);
    const accuracy = result.correct / result.images;
    if (options.json === true) {
      const { images, correct, confusion } = result;
      const mistakes = result.mistakes.map(({ index, label, predicted, probability }) => ({ index, label, predicted, probability }));
      printJson({ run: placeOf(path), model: run.model.name, engine: run.engine.name, step: run.step, data: source, images, correct, accuracy, classNames: record.classNames, confusion, mistakes });
    } else print(describe(result, record.classNames, coloursOf(process.stdout)));
  } finally {
    await run.close();
  }
}

function describe({ images, correct, confusion }: Classification, classNames: readonly string[], colours: Colours): string {
  const rows = confusion.map((row, label) => {
    const total = row.reduce((sum, each) => sum + each, 0);
    const right = row[label] ?? 0;
    return [classNames[label] ?? String(label), ...row.map((each) => (each === 0 ? '·' : String(each))), total === 0 ? '–' : percent(right / total)];
  });
  const columns = [{ title: 'is \\ taken for' }, ...classNames.map((name) => ({ title: name.slice(0, 6), align: 'right' as const })), { title: 'right', align: 'right' as const }];
  return `${colours.bold(percent(correct / images))} right: ${count(correct)} of ${count(images)} test images\n\n${table(columns, rows, colours, { width: widthOf(process.stdout) })}`;
}
