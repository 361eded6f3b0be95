import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { execute } from './execute.js';
import type { Work } from './plan.js';
import type { WheelFetcher } from './python.js';
import { diskFull, failedStep, offline, saysDiskFull, saysOffline } from './refusals.js';

export interface WheelRequest {
  readonly engine: string;
  readonly fetcher: WheelFetcher;
  /** Names and versions as pip takes them. */
  readonly wheels: readonly string[];
  readonly folder: string;
  readonly fetched: number;
  readonly needed: number;
}

/** Fetches wheels into a folder, without what they depend on. Temporary files stay in the scratch folder, and so are undone with it. */
export async function fetchWheels({ engine, fetcher, wheels, folder, fetched, needed }: WheelRequest, work: Work): Promise<void> {
  const temporary = join(work.scratch, 'tmp');
  await mkdir(temporary, { recursive: true });
  const names = wheels.join(', ');
  work.step(`fetching ${names} with ${fetcher.name}`, { total: fetched, folders: [temporary, folder] });
  // Two settings of a user's that make pip refuse to install into a folder at all.
  const environment = { TMPDIR: temporary, PIP_ROOT_USER_ACTION: 'ignore', PIP_USER: '0', PIP_REQUIRE_VIRTUALENV: '0' };
  const { code, output } = await execute(fetcher.program, fetcher.parameters(folder, wheels), { signal: work.signal, environment });
  if (code === 0) return;
  if (saysDiskFull(output)) throw diskFull(engine, folder, needed);
  if (saysOffline(output)) throw offline(engine, names, output);
  throw failedStep(engine, `${fetcher.name} could not fetch ${names}`, output, `see what ${fetcher.name} says above; its own settings hold (mirror, proxy, certificates)`);
}
