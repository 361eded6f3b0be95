import { isDeepStrictEqual } from 'node:util';
import { count, shape } from '../../terminal/quantities.js';
import type { LockEntry, LockedLayer } from './entry.js';

/** How a model differs from its lock. */
export interface Moved {
  readonly code: 'lock-shapes-moved' | 'lock-weights-moved';
  readonly message: string;
  /** The first layers that moved, a line each. */
  readonly details: readonly string[];
  /** The first layer that moved and is still there. */
  readonly firstPath?: string;
}

/** What moved between the lock and now; nothing where the hashes agree. */
export function moved(locked: LockEntry, now: LockEntry): Moved | undefined {
  if (locked.hash === now.hash && isDeepStrictEqual(locked, now)) return undefined;
  const changes = [...inputChange(locked, now), ...layerChanges(locked.layers, now.layers)];
  const total = locked.parameters === now.parameters ? [] : [`${count(now.parameters)} parameters, locked ${count(locked.parameters)}`];
  const [first] = changes;
  if (first === undefined) {
    const [message = 'weights have other names or shapes than the lock, though layers, outputs and their number agree'] = total;
    return { code: 'lock-weights-moved', message, details: [] };
  }
  const moving = changes.length === 1 ? '1 shape' : `${changes.length} shapes`;
  const shown = changes.slice(0, MOST_NAMED).map(({ text }) => text);
  const rest = changes.length > shown.length ? [`and ${changes.length - shown.length} more`] : [];
  const stillThere = changes.find(({ path }) => path !== undefined)?.path;
  return {
    code: 'lock-shapes-moved',
    message: `${moving} moved from the lock, first ${first.text}`,
    details: [...shown.slice(1), ...rest, ...total],
    ...(stillThere !== undefined && { firstPath: stillThere }),
  };
}

const MOST_NAMED = 6;

interface Change {
  readonly text: string;
  readonly path?: string;
}

function inputChange(locked: LockEntry, now: LockEntry): readonly Change[] {
  return isDeepStrictEqual(locked.input, now.input) ? [] : [{ text: `the input ${shape(now.input)}, locked ${shape(locked.input)}` }];
}

function layerChanges(locked: readonly LockedLayer[], now: readonly LockedLayer[]): readonly Change[] {
  const before = new Map(locked.map((layer) => [layer.path, layer]));
  const paths = new Set(now.map(({ path }) => path));
  const changed = now.flatMap((layer) => {
    const { path } = layer;
    const old = before.get(path);
    if (old === undefined) return [{ path, text: `${describe(layer)}, not in the lock` }];
    if (old.kind === layer.kind && isDeepStrictEqual(old.output, layer.output)) return [];
    return [{ path, text: `${describe(layer)}, locked ${old.kind === layer.kind ? '' : `${old.kind} `}${shape(old.output)}` }];
  });
  const gone = locked.filter(({ path }) => !paths.has(path)).map((layer) => ({ text: `${describe(layer)} of the lock, gone` }));
  if (changed.length + gone.length > 0) return [...changed, ...gone];
  const swapped = now.find(({ path }, index) => locked[index]?.path !== path);
  return swapped === undefined ? [] : [{ path: swapped.path, text: `${describe(swapped)}, at another place in the order` }];
}

function describe({ path, kind, output }: LockedLayer): string {
  return `${path} ${kind} ${shape(output)}`;
}
