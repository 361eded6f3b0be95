import type { ImageDataset } from '@archetype/datasets';
import { createGraphSet, createRunDirectory, fit, resumeRunDirectory, type EndEvent, type Engine, type EngineOptions, type RunDirectory } from '@archetype/training';
import type { TrainOptions } from '../commands/train.js';
import { engineOptions } from '../engines/options.js';
import { requireOperations } from '../engines/requireOperations.js';
import { resolveEngine, type ResolvedEngine } from '../engines/resolve.js';
import { requireRunFolder } from '../sources/run.js';
import { note, print, printJsonLine } from '../terminal/output.js';
import { trainingProgress } from '../terminal/trainingProgress.js';
import { requireClasses } from './classes.js';
import { loadData, placeOfData, recordOf, requireSameData, type DataRecord } from './data.js';
import { describeEnd, describeInterruption, describeStart } from './describe.js';
import { environmentOf } from './environment.js';
import { onInterrupt } from './interrupt.js';
import { planTraining, type TrainingPlan } from './plan.js';
import { readRunEnvironment, refuseConflicts, requireModel, requireSameModel, requireSameEngine } from './resume.js';
import { newRunPath } from './runPath.js';
import { writeRunReport } from './runReport.js';
import { openSession, type Session } from './session.js';

/** Everything opened and checked, the run directory locked: what is left is to train. */
interface Prepared {
  readonly run: RunDirectory;
  readonly engine: Engine;
  readonly session: Session;
  readonly plan: TrainingPlan;
  readonly dataset: ImageDataset;
  readonly record: DataRecord;
  /** Why this engine, where nobody named the device. */
  readonly because: string | undefined;
  readonly tuned: EngineOptions['tuned'];
}

/** `archetype train`: begins a run or goes on with one. */
export async function train(reference: string | undefined, options: TrainOptions): Promise<void> {
  const interrupt = onInterrupt();
  const prepared = options.resume === undefined ? await begin(requireModel(reference), options) : await goOn(options.resume, reference, options);
  const { engine, run, session, plan, tuned } = prepared;
  try {
    if (options.explainKernels === true) {
      const { noteKernels } = await import('../kernels/explain.js');
      noteKernels(session.graphs.training(plan.recipe.batchSize), engine, tuned);
    }
    await runToEnd(prepared, interrupt.signal, options.json === true);
  } finally {
    interrupt.release();
    await run.close();
    await session.program.dispose();
    await engine.dispose();
  }
}

async function begin(reference: string, options: TrainOptions): Promise<Prepared> {
  const plan = await planTraining(reference, options);
  const resolved = await resolveEngine(options.engine);
  await requireOperations([resolved.name], plan);
  const dataset = await loadData(plan.data.source);
  requireClasses(plan, dataset);
  const tuned = options.tune === true ? await tuneFor(resolved, plan, dataset, options) : undefined;
  const opened = engineOptions({ ...options, tuned });
  const engine = await resolved.open(opened);
  const session = await openSession({ ...plan, dataset, engine });
  const record = recordOf(dataset, plan.data);
  const environment = { ...environmentOf({ engine, data: record, ...opened, weights: plan.weights }) };
  const run = await createRunDirectory(options.out ?? newRunPath(plan.model.name), { model: plan.model, recipe: plan.recipe, environment });
  return { run, engine, session, plan, dataset, record, because: resolved.because, tuned };
}

async function tuneFor(engine: ResolvedEngine, { model, recipe }: TrainingPlan, { train: { shape } }: ImageDataset, options: EngineOptions): Promise<EngineOptions['tuned']> {
  const { tune } = await import('../tune/tune.js');
  return tune(engine, createGraphSet({ model, recipe, images: shape }).training(recipe.batchSize), options);
}

async function goOn(path: string, reference: string | undefined, options: TrainOptions): Promise<Prepared> {
  refuseConflicts(options);
  requireRunFolder(path);
  const run = await resumeRunDirectory(path, { epochs: options.epochs });
  try {
    const began = readRunEnvironment(run);
    const { data: record, engine: name, tuned, weights } = began;
    await requireSameModel(run, reference);
    const resolved = await resolveEngine(requireSameEngine(path, name, options.engine));
    const dataset = await loadData(placeOfData(record));
    requireSameData(record, dataset, path);
    const engine = await resolved.open(engineOptions(began));
    // A run that has a checkpoint takes its state from there: the file it began from may be gone.
    const from = run.checkpoint === undefined ? weights : undefined;
    const plan = { model: run.model, recipe: run.recipe, data: record, ...(from !== undefined && { weights: from }) };
    const session = await openSession({ ...plan, dataset, engine });
    return { run, engine, session, plan, dataset, record, because: undefined, tuned };
  } catch (error) {
    await run.close();
    throw error;
  }
}

async function runToEnd({ run, engine, session, plan, dataset, record, because }: Prepared, signal: AbortSignal, json: boolean): Promise<void> {
  const progress = trainingProgress();
  let end: EndEvent | undefined;
  // Until the end: who reads the events may leave, and that ends the process.
  process.exitCode = 1;
  try {
    for await (const event of fit({ ...session, model: plan.model, recipe: plan.recipe, engine, run, signal })) {
      if (json) printJsonLine(event);
      if (event.event === 'start') note(describeStart(event, { data: record, directory: run.path, because }));
      progress.show(event);
      if (event.event === 'end') end = event;
      if (event.event === 'interrupted') {
        progress.end();
        note(describeInterruption(event, run.path));
        process.exitCode = 130;
      }
    }
  } finally {
    progress.end();
  }
  if (end === undefined) return;
  // A run that diverged did not do what was asked of it.
  process.exitCode = end.reason === 'diverged' ? 1 : 0;
  const { losses } = await writeRunReport({ run, session, dataset, record, engine });
  if (!json) print(describeEnd(end, { losses, directory: run.path }));
}
