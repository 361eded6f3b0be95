import { join, relative } from 'node:path';
import type { EndEvent, InterruptedEvent, StartEvent } from '@archetype/training';
import { coloursOf } from '../terminal/colours.js';
import { curveSize, lossCurve } from '../terminal/lossCurve.js';
import { programName } from '../terminal/programName.js';
import { count, duration, lossOf, percent } from '../terminal/quantities.js';
import { shellWord } from '../terminal/shellWord.js';
import { widthOf } from '../terminal/width.js';
import { describeData, type DataRecord } from './data.js';

/** Relative to where the user is, which is what can be typed. */
export function placeOf(directory: string): string {
  const path = relative(process.cwd(), directory);
  return path === '' ? '.' : path.startsWith('..') ? directory : path;
}

export interface StartContext {
  readonly data: DataRecord;
  readonly directory: string;
  /** Why this engine, where nobody named the device. */
  readonly because: string | undefined;
}

/** What runs, on what, on which data, and where it is kept. */
export function describeStart(event: StartEvent, { data, directory, because }: StartContext): string {
  const { bold, dim, yellow } = coloursOf(process.stderr);
  const { warning, threadsAsked, threadsNote, ...environment } = event.environment;
  const fewer = threadsAsked === undefined ? '' : ` (${threadsAsked} asked: ${String(threadsNote)})`;
  const runtime = Object.entries(environment).map(([key, value]) => `${key} ${value}${key === 'threads' ? fewer : ''}`).join(', ');
  const whole = event.batchSize > event.trainingImages ? ` (there are ${count(event.trainingImages)} images: each step takes all of them)` : '';
  const lines = [
    `${bold(event.model)}  ${count(event.parameters)} parameters, recipe ${event.recipe}, batch ${event.batchSize}${whole}, seed ${event.seed}`,
    `  engine  ${event.engine}${because === undefined ? '' : ` (${because})`}${runtime === '' ? '' : dim(`  ${runtime}`)}`,
    ...(warning === undefined ? [] : [`  ${yellow('warning')} ${String(warning)}`]),
    `  data    ${count(event.trainingImages)} training${event.testImages === undefined ? '' : ` and ${count(event.testImages)} test`} images: ${describeData(data)}`,
    `  run     ${placeOf(directory)}`,
  ];
  if (event.resumedAt !== undefined) lines.push(`  ${describeResumption(event.resumedAt, event)}`);
  return lines.join('\n');
}

function describeResumption({ epoch, step }: NonNullable<StartEvent['resumedAt']>, { epochs, stepsPerEpoch }: StartEvent): string {
  if (step === epochs * stepsPerEpoch) return `after step ${step}, the last of epoch ${epochs}: there is nothing left to train; --epochs with a larger number goes on`;
  return `going on after step ${step}, in epoch ${Math.max(1, epoch)} of ${epochs}`;
}

export function describeInterruption({ epoch, step }: InterruptedEvent, directory: string): string {
  return `Stopped after step ${step}, in epoch ${epoch}, and saved. To go on:\n  ${programName()} train --resume ${shellWord(placeOf(directory))}`;
}

export interface EndContext {
  readonly losses: readonly number[];
  readonly directory: string;
}

/** What the run came to; on a terminal with its curve. */
export function describeEnd(event: EndEvent, { losses, directory }: EndContext): string {
  const { bold, red, cyan } = coloursOf(process.stdout);
  const place = placeOf(directory);
  const curve = process.stdout.isTTY ? lossCurve(losses, curveSize(widthOf(process.stdout))) : '';
  const figures = [
    ...(event.testAccuracy === undefined ? [] : [`test accuracy ${bold(percent(event.testAccuracy))}`]),
    ...(event.trainLoss === undefined ? [] : [`training loss ${lossOf(event.trainLoss)}`]),
    `${event.epochs} ${event.epochs === 1 ? 'epoch' : 'epochs'}, ${count(event.steps)} ${event.steps === 1 ? 'step' : 'steps'} in ${duration(event.seconds)}`,
  ];
  return [
    ...(curve === '' ? [] : ['', cyan(curve), `${' '.repeat(7)}training loss by step`, '']),
    event.reason === 'diverged' ? `${red('diverged')}: the loss is no number any more; ${figures.join(', ')}` : figures.join(', '),
    `run     ${place}`,
    `report  ${join(place, 'report.html')}`,
  ].join('\n');
}
