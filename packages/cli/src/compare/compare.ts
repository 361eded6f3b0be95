import { mkdir, readdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { ArchetypeError } from '@archetype/spec';
import { createGraphSet, stepGraphs, type FitEvent, type StepGraph } from '@archetype/training';
import type { CompareOptions } from '../commands/compare.js';
import { engineOptions } from '../engines/options.js';
import type { EngineRequest } from '../engines/request.js';
import { requireOperations } from '../engines/requireOperations.js';
import { resolveEngine, type ResolvedEngine } from '../engines/resolve.js';
import { writeText } from '../export/destination.js';
import type { Agreement, EngineResult } from '../report/contents.js';
import { loadWeights } from '../sources/weights.js';
import { note, print, printJson } from '../terminal/output.js';
import { trainingProgress } from '../terminal/trainingProgress.js';
import { requireClasses } from '../train/classes.js';
import { batchesOf, loadData, recordOf } from '../train/data.js';
import { placeOf } from '../train/describe.js';
import { environmentOf } from '../train/environment.js';
import { resultOf } from '../train/events.js';
import { onInterrupt } from '../train/interrupt.js';
import { planTraining } from '../train/plan.js';
import { newRunPath } from '../train/runPath.js';
import { agreementOf, type TrainedEngine } from './agreement.js';
import { failed, startEngineProcess } from './child.js';
import { describeComparison, describePlan } from './describe.js';
import type { Task, Trained } from './protocol.js';
import { quickRecipe } from './quick.js';
import { firstSteps } from './steps.js';
import { comparisonReport } from './report.js';

const USUAL: readonly EngineRequest[] = [{ backend: 'ort' }, { backend: 'tfjs' }];

/** One engine's part of a comparison. */
export interface ComparedEngine extends TrainedEngine {
  readonly trained?: Trained;
}

/** `archetype compare`: the engines one after another, each in a process of its own, then what they differ in. */
export async function compare(reference: string, options: CompareOptions): Promise<void> {
  const interrupt = onInterrupt();
  const plan = await planTraining(reference, options, quickRecipe);
  const engines = await resolveAll(options.engines ?? USUAL);
  await requireOperations(engines.map(({ name }) => name), plan);
  // Fetched and checked once, here, where progress can be seen.
  const dataset = await loadData(plan.data.source);
  requireClasses(plan, dataset);
  const record = recordOf(dataset, plan.data);
  const batches = batchesOf(dataset, plan.recipe, plan.data).training;
  const training = options.steps === undefined ? batches : firstSteps(batches, options.steps);
  const graphAt = stepGraphs(createGraphSet({ model: plan.model, recipe: plan.recipe, images: record.shape }), training);
  // What is wrong with the plan is wrong on every engine: it is found here once, before anything is written.
  graphAt(1);
  if (plan.weights !== undefined) await loadWeights(plan.weights, plan.model);
  const directory = await newDirectory(options.out ?? newRunPath(`compare-${plan.model.name}`));
  const runtime = { name: engines.map(({ name }) => name).join(','), environment: Object.fromEntries(engines.map(({ name, version }) => [name, version])) };
  writeJson(join(directory, 'model.json'), plan.model);
  writeJson(join(directory, 'recipe.json'), plan.recipe);
  writeJson(join(directory, 'environment.json'), environmentOf({ engine: runtime, data: record, ...engineOptions(options), weights: plan.weights }));
  note(describePlan(plan, record, engines, options.steps, directory));

  const compared: ComparedEngine[] = [];
  const lines: string[] = [];
  // Until the end: who reads the progress may leave, and that ends the process.
  process.exitCode = 1;
  try {
    for (const engine of engines) {
      if (interrupt.signal.aborted) break;
      const task: Task = {
        ...plan,
        engine: requestOf(engine),
        weightsFile: join(directory, 'checkpoints', `${engine.name.replace(':', '-')}.safetensors`),
        ...engineOptions(options),
        ...(options.steps !== undefined && { steps: options.steps }),
      };
      const part = await trainOn(engine, task, interrupt.signal);
      compared.push(part.compared);
      lines.push(...part.events.map((event) => JSON.stringify({ engine: engine.name, ...event })));
    }
    writeText(join(directory, 'events.jsonl'), lines.map((line) => `${line}\n`).join(''));
    const agreement = await agreements(compared, graphAt);
    const comparison = { engines: compared.map(({ result }) => jsonOf(result)), agreement };
    writeJson(join(directory, 'comparison.json'), comparison);
    const report = join(directory, 'report.html');
    const contents = comparisonReport({ plan, record, compared, agreement });
    const { renderReport } = await import('../report/report.js');
    writeText(report, renderReport(contents));
    if (options.json === true) printJson({ directory: placeOf(directory), ...comparison });
    else print(describeComparison(contents, { reference, directory }));
    process.exitCode = interrupt.signal.aborted ? 130 : isWrong(compared, agreement) ? 1 : 0;
  } finally {
    for (const { process: engineProcess } of compared) engineProcess.end();
    interrupt.release();
  }
}

/** Before the first engine spends minutes, every one is known to be here. */
async function resolveAll(requests: readonly EngineRequest[]): Promise<readonly ResolvedEngine[]> {
  const engines: ResolvedEngine[] = [];
  for (const request of requests) engines.push(await resolveEngine(request));
  const names = engines.map(({ name }) => name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice === undefined) return engines;
  throw new ArchetypeError({ code: 'engine-twice', subject: '--engines', problem: `two of these are the same engine here, ${twice}`, remedy: 'name each engine once' });
}

function requestOf({ name }: ResolvedEngine): EngineRequest {
  const [backend, device] = name.split(':') as [EngineRequest['backend'], string?];
  return device === undefined ? { backend } : { backend, device };
}

async function trainOn(engine: ResolvedEngine, task: Task, signal: AbortSignal): Promise<{ readonly compared: ComparedEngine; readonly events: readonly FitEvent[] }> {
  note(`\n${engine.name}  ${engine.version}`);
  const engineProcess = startEngineProcess();
  const stop = (): void => engineProcess.stop();
  signal.addEventListener('abort', stop, { once: true });
  const progress = trainingProgress();
  const events: FitEvent[] = [];
  const answer = await engineProcess.train(task, (event) => {
    events.push(event);
    progress.show(event);
  });
  progress.end();
  signal.removeEventListener('abort', stop);
  const start = events.find((event) => event.event === 'start');
  const partial = resultOf(engine.name, start?.environment ?? { version: engine.version }, events);
  if (failed(answer)) {
    note(`  ${engine.name} did not finish: ${answer.message}`);
    if (process.env['DEBUG'] && answer.stack !== undefined) note(answer.stack);
    return { compared: { result: { ...partial, failure: answer.message }, process: engineProcess }, events };
  }
  return { compared: { result: { ...partial, peakMemoryBytes: answer.peakMemoryBytes }, process: engineProcess, trained: answer }, events };
}

async function agreements(compared: readonly ComparedEngine[], graphAt: (step: number) => StepGraph): Promise<readonly Agreement[]> {
  const found: Agreement[] = [];
  for (const [index, a] of compared.entries()) for (const b of compared.slice(index + 1)) found.push(await agreementOf(a, b, graphAt));
  return found;
}

/** An engine failed, or two compute different things. That rounding adds up is the nature of float32, and not wrong. */
function isWrong(compared: readonly ComparedEngine[], agreement: readonly Agreement[]): boolean {
  return compared.some(({ result }) => result.failure !== undefined) || agreement.some(({ kind }) => kind === 'computation');
}

function jsonOf({ engine, losses, imagesPerSecond, peakMemoryBytes, environment, epochs, failure }: EngineResult): object {
  return { engine, losses, imagesPerSecond: imagesPerSecond ?? null, peakMemoryBytes: peakMemoryBytes ?? null, environment, epochs, ...(failure !== undefined && { failure }) };
}

async function newDirectory(path: string): Promise<string> {
  const directory = resolve(path);
  const unusable = (error: NodeJS.ErrnoException): never => {
    throw new ArchetypeError({ code: 'run-directory-unusable', subject: path, problem: `no run can be kept here: ${error.message}`, remedy: 'name another folder with --out' }, { cause: error });
  };
  const present = await readdir(directory).catch((error: NodeJS.ErrnoException) => (error.code === 'ENOENT' ? [] : unusable(error)));
  if (present.length > 0) {
    throw new ArchetypeError({ code: 'run-directory-taken', subject: path, problem: `the folder is not empty: it holds ${present.slice(0, 3).join(', ')}`, remedy: 'name an empty or a new folder' });
  }
  await mkdir(join(directory, 'checkpoints'), { recursive: true }).catch(unusable);
  return directory;
}

const writeJson = (path: string, value: unknown): void => writeText(path, `${JSON.stringify(value, undefined, 2)}\n`);
