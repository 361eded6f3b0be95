import { InvalidArgumentError } from 'commander';
import { suggestion } from '../nearest.js';
import type { BackendName } from './backends.js';

/** What a user asked for: `ort`, or `ort:cpu`. */
export interface EngineRequest {
  readonly backend: BackendName;
  readonly device?: string;
}

/** Known here without loading a backend; the law that they are those of `backends.ts` is tested. */
const NAMES: readonly BackendName[] = ['ort', 'tfjs', 'reference'];

/** `backend[:device]`. Whether the device exists is known only when the backend is asked. */
export function engineRequest(text: string): EngineRequest {
  const [name = '', device, ...rest] = text.trim().split(':');
  const backend = NAMES.find((each) => each === name);
  if (backend === undefined) throw new InvalidArgumentError(`There is no backend "${name}"; ${suggestion(name, NAMES)}`);
  if (rest.length > 0 || device === '') throw new InvalidArgumentError('Expected backend or backend:device, such as ort or ort:cpu.');
  return device === undefined ? { backend } : { backend, device };
}

/** Whether a text is one that {@link engineRequest} takes. */
export function isEngineRequest(text: unknown): text is string {
  if (typeof text !== 'string') return false;
  try {
    engineRequest(text);
    return true;
  } catch {
    return false;
  }
}

/** `ort,tfjs:wasm` → at least one engine, none twice. */
export function engineRequests(text: string): readonly EngineRequest[] {
  const requests = text.split(',').map(engineRequest);
  const names = requests.map(nameOf);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw new InvalidArgumentError(`${twice} is named twice.`);
  return requests;
}

export const nameOf = ({ backend, device }: EngineRequest): string => (device === undefined ? backend : `${backend}:${device}`);
