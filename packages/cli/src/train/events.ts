import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { FitEvent } from '@archetype/training';
import type { EngineResult } from '../report/contents.js';

/** The events of a run, resumed parts included, as `events.jsonl` has them. A line that was cut short is left out. */
export async function readEvents(directory: string): Promise<readonly FitEvent[]> {
  const text = await readFile(join(directory, 'events.jsonl'), 'utf8');
  return text.split('\n').slice(0, -1).map((line) => JSON.parse(line) as FitEvent);
}

/** What a report says of an engine, from what its run told. */
export function resultOf(engine: string, environment: EngineResult['environment'], events: readonly FitEvent[]): EngineResult {
  const epochs = events.filter((event) => event.event === 'epoch');
  const trained = epochs.filter(({ imagesPerSecond, seconds }) => imagesPerSecond > 0 && seconds > 0);
  const seconds = trained.reduce((sum, epoch) => sum + epoch.seconds, 0);
  const images = trained.reduce((sum, epoch) => sum + epoch.imagesPerSecond * epoch.seconds, 0);
  return {
    engine,
    environment,
    losses: events.filter((event) => event.event === 'step').map(({ loss }) => (Number.isFinite(loss) ? loss : null)),
    epochs,
    warnings: events.filter((event) => event.event === 'warning'),
    ...(seconds > 0 && { imagesPerSecond: images / seconds }),
  };
}
