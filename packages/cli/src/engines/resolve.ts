import { ArchetypeError } from '@archetype/spec';
import type { Availability, Backend, Engine, EngineOptions } from '@archetype/training';
import { listed, nearest } from '../nearest.js';
import { loadBackend } from './backends.js';
import { nameOf, type EngineRequest } from './request.js';

/** An engine that is known to be here, not yet opened. */
export interface ResolvedEngine {
  /** `ort:cpu`; `reference` has but one device and goes by its backend's name. */
  readonly name: string;
  readonly version: string;
  /** Why this one, where no device was named. */
  readonly because: string | undefined;
  open(options?: EngineOptions): Promise<Engine>;
}

/** What is tried, in turn, when no engine is named: the judge is too slow to be anyone's surprise. */
const BEST: readonly EngineRequest[] = [{ backend: 'ort' }, { backend: 'tfjs' }];

/**
 * Finds the engine asked for. A device named and not here is an error with its reason and fix; a backend alone takes the
 * first of its devices that is here and not only for those who name it; nothing named takes the best backend that has one.
 */
export async function resolveEngine(request?: EngineRequest): Promise<ResolvedEngine> {
  const missing: Availability[] = [];
  for (const each of request === undefined ? BEST : [request]) {
    const backend = await loadBackend(each.backend);
    const devices = each.device === undefined ? backend.devices : [knownDevice(backend, each.device)];
    for (const device of devices) {
      const availability = await backend.probe(device);
      if (availability.available && (each.device !== undefined || availability.onlyByName === undefined)) {
        return {
          name: availability.engine,
          version: availability.version,
          because: each.device === undefined ? bestHere(missing) : undefined,
          open: (options) => backend.open(device, options),
        };
      }
      missing.push(availability);
    }
  }
  throw unavailable(request, missing);
}

function bestHere(missing: readonly Availability[]): string {
  const names = missing.map(({ engine }) => engine);
  if (names.length === 0) return 'the best that is here';
  return `the best that is here, without ${listed(names, 'and')}: archetype doctor says why`;
}

function knownDevice(backend: Backend, device: string): string {
  if (backend.devices.includes(device)) return device;
  throw new ArchetypeError({
    code: 'unknown-device',
    subject: `${backend.name}:${device}`,
    problem: `${backend.name} has no device "${device}"; it has ${listed(backend.devices, 'and')}`,
    remedy: [...nearest(device, backend.devices).map((near) => `did you mean ${backend.name}:${near}?`), 'archetype doctor lists every engine'].join(' '),
  });
}

function unavailable(request: EngineRequest | undefined, missing: readonly Availability[]): ArchetypeError {
  const [only] = missing;
  if (request?.device !== undefined && only !== undefined && !only.available) {
    return new ArchetypeError({ code: 'engine-unavailable', subject: only.engine, problem: `this engine is not here: ${only.reason}`, remedy: only.fix });
  }
  return new ArchetypeError({
    code: 'engine-unavailable',
    subject: request === undefined ? 'engines' : nameOf(request),
    problem: 'no device of it can be used here',
    details: missing.flatMap((each) => (each.available ? [`${each.engine} is here, but only by name: ${each.onlyByName}`] : [`${each.engine}: ${each.reason}`, `  ${each.fix}`])),
    remedy: 'archetype doctor says what is here and how to get more',
  });
}
