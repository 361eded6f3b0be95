import { join } from 'node:path';
import type { ImageDataset } from '@archetype/datasets';
import type { Engine, RunDirectory } from '@archetype/training';
import { classify } from '../evaluate/classify.js';
import { writeText } from '../export/destination.js';
import type { ReportContents } from '../report/contents.js';
import { parametersOf } from '../zoo/parameters.js';
import { describeData, testBatches, type DataRecord } from './data.js';
import { readEvents, resultOf } from './events.js';
import { settingsOf } from './settings.js';
import type { Session } from './session.js';

export interface FinishedRun {
  readonly run: RunDirectory;
  readonly session: Session;
  readonly dataset: ImageDataset;
  readonly record: DataRecord;
  readonly engine: Engine;
}

/** Writes `report.html` of a run that has ended, and returns every step's loss. */
export async function writeRunReport({ run, session, dataset, record, engine }: FinishedRun): Promise<{ readonly losses: readonly number[] }> {
  const result = resultOf(engine.name, engine.environment, await readEvents(run.path));
  const tested = session.test === undefined ? undefined : await classify(session.program, session.graphs, testBatches(dataset, run.recipe, record.limit), record.classNames.length);
  const contents: ReportContents = {
    title: `${run.model.name} on ${engine.name}`,
    model: { name: run.model.name, input: run.model.input, parameters: parametersOf(run.model) },
    settings: settingsOf(run.recipe, record),
    data: { source: describeData(record), trainingImages: record.trainingImages, testImages: record.testImages },
    made: new Date().toISOString(),
    engines: [result],
    agreement: [],
    ...(tested !== undefined && { test: { engine: engine.name, classNames: record.classNames, confusion: tested.confusion, mistakes: tested.mistakes } }),
  };
  const { renderReport } = await import('../report/report.js');
  writeText(join(run.path, 'report.html'), renderReport(contents));
  return { losses: result.losses.filter((loss) => loss !== null) };
}
