import { loadFashionMnist } from '@archetype/datasets';
import type { Report, Request, Settings } from '../messages.js';
import { probeEngines } from './engines.js';
import { enter, type Entrant } from './entrant.js';
import { galleryOf } from './gallery.js';
import { race } from './race.js';

const report = (message: Report): void => globalThis.postMessage(message);
const failed = (error: unknown): void => report({ kind: 'failed', message: error instanceof Error ? error.message : String(error) });

const dataset = loadFashionMnist({ source: 'sample' });

/** Whoever has trained last stays, to be asked. */
let entrants: readonly Entrant[] = [];
/** Of the training under way or waiting, if there is one. */
let stop: AbortController | undefined;
let unanswered: Uint8Array | undefined;

/** One thing at a time: an engine's calls must not overlap. */
let work = Promise.resolve();
const queue = (job: () => Promise<void>): void => void (work = work.then(job).catch(failed));

async function introduce(): Promise<void> {
  report({ kind: 'engines', engines: await probeEngines() });
  const { test, classNames } = await dataset;
  report({ kind: 'images', classNames, gallery: galleryOf(test, classNames.length) });
}

async function answer(): Promise<void> {
  const pixels = unanswered;
  unanswered = undefined;
  if (pixels === undefined || entrants.length === 0) return;
  const guesses = [];
  for (const { engine, classify } of entrants) guesses.push({ engine, probabilities: await classify(pixels) });
  report({ kind: 'classified', guesses });
}

async function open(settings: Settings): Promise<readonly Entrant[]> {
  const opened: Entrant[] = [];
  try {
    for (const name of settings.engines) {
      const entrant = await enter(name, settings, await dataset);
      opened.push(entrant);
      report({ kind: 'opened', engine: entrant.engine, environment: entrant.environment });
    }
    return opened;
  } catch (error) {
    for (const entrant of opened) await entrant.dispose();
    throw error;
  }
}

async function train(settings: Settings, signal: AbortSignal): Promise<void> {
  const before = entrants;
  entrants = [];
  for (const entrant of before) await entrant.dispose();
  entrants = await open(settings);
  const steps = Math.ceil((await dataset).train.count / settings.batchSize) * settings.epochs;
  report({ kind: 'begun', engines: entrants.map(({ engine }) => engine), steps });
  const completed = await race({ entrants, report, signal, pause: answer });
  report({ kind: 'ended', reason: completed ? 'completed' : 'stopped' });
}

globalThis.addEventListener('message', ({ data }: MessageEvent<Request>) => {
  if (data.kind === 'stop') stop?.abort();
  if (data.kind === 'train') {
    stop?.abort();
    const mine = (stop = new AbortController());
    queue(() => train(data.settings, mine.signal));
  }
  if (data.kind === 'classify') {
    unanswered = data.pixels;
    // Answered between two steps of a training under way, else now.
    queue(answer);
  }
});

queue(introduce);
