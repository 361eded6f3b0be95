import type { Agreement, ReportContents } from '../report/contents.js';
import { describeData, type DataRecord } from '../train/data.js';
import type { TrainingPlan } from '../train/plan.js';
import { settingsOf } from '../train/settings.js';
import { parametersOf } from '../zoo/parameters.js';
import type { ComparedEngine } from './compare.js';

export interface Comparison {
  readonly plan: TrainingPlan;
  readonly record: DataRecord;
  readonly compared: readonly ComparedEngine[];
  readonly agreement: readonly Agreement[];
}

/** A comparison as a report shows it. The test images are those of the first engine that has tested them. */
export function comparisonReport({ plan: { model, recipe }, record, compared, agreement }: Comparison): ReportContents {
  const tested = compared.find(({ trained }) => trained?.test !== undefined);
  return {
    title: `${model.name} on ${compared.map(({ result }) => result.engine).join(' and ')}`,
    model: { name: model.name, input: model.input, parameters: parametersOf(model) },
    settings: settingsOf(recipe, record),
    data: { source: describeData(record), trainingImages: record.trainingImages, testImages: record.testImages },
    made: new Date().toISOString(),
    engines: compared.map(({ result }) => result),
    agreement,
    ...(tested?.trained?.test !== undefined && {
      test: { engine: tested.result.engine, classNames: record.classNames, confusion: tested.trained.test.confusion, mistakes: tested.trained.test.mistakes },
    }),
  };
}
