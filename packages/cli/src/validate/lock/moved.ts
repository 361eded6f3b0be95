import { isDeepStrictEqual } from 'node:util';
import { count, shape } from '../../terminal/quantities.js';
import type { LockEntry, LockedLayer } from './entry.js';

/** How a model differs from its lock. */
export interface Moved {
  readonly code: 'lock-shapes-moved' | 'lock-weights-moved';
  /** The first layer that moved; of the model as a whole, or of a layer that is gone, ''. */
  readonly path: string;
  readonly message: string;
  /** More layers that moved, a line each. */
  readonly details: readonly string[];
}

/** What moved between the lock and now; nothing where they agree. */
export function moved(locked: LockEntry, now: LockEntry): Moved | undefined {
  if (locked.hash === now.hash && isDeepStrictEqual(locked, now)) return undefined;
  const total = locked.parameters === now.parameters ? [] : [`${count(now.parameters)} parameters, ${count(locked.parameters)} in the lock`];
  const [first, ...more] = [...inputChange(locked, now), ...layerChanges(locked.layers, now.layers)];
  if (first === undefined) {
    const [message = 'weights have other names or shapes than in the lock, though layers, outputs and their number agree'] = total;
    return { code: 'lock-weights-moved', path: '', message, details: [] };
  }
  const shown = more.slice(0, MOST_LISTED).map(({ path, text }) => (path === '' ? text : `${path} ${text}`));
  const rest = more.length > shown.length ? [`and ${more.length - shown.length} more`] : [];
  const others = more.length === 0 ? '' : `; the first of ${more.length + 1} shapes that moved`;
  return { code: 'lock-shapes-moved', path: first.path, message: `${first.text}${others}`, details: [...shown, ...rest, ...total] };
}

const MOST_LISTED = 5;

interface Change {
  readonly path: string;
  /** Follows the path. */
  readonly text: string;
}

function inputChange(locked: LockEntry, now: LockEntry): readonly Change[] {
  return isDeepStrictEqual(locked.input, now.input) ? [] : [{ path: '', text: `the input is ${shape(now.input)}, ${shape(locked.input)} in the lock` }];
}

function layerChanges(locked: readonly LockedLayer[], now: readonly LockedLayer[]): readonly Change[] {
  const before = new Map(locked.map((layer) => [layer.path, layer]));
  const paths = new Set(now.map(({ path }) => path));
  const changed = now.flatMap((layer) => {
    const { path, kind } = layer;
    const old = before.get(path);
    if (old === undefined) return [{ path, text: `${kind} ${shape(layer.output)} is not in the lock` }];
    if (old.kind === kind && isDeepStrictEqual(old.output, layer.output)) return [];
    return [{ path, text: `${kind} is ${shape(layer.output)}, ${old.kind === kind ? '' : `${old.kind} `}${shape(old.output)} in the lock` }];
  });
  const gone = locked.filter(({ path }) => !paths.has(path)).map(({ path, kind, output }) => ({ path: '', text: `${path} ${kind} ${shape(output)} of the lock is gone` }));
  if (changed.length + gone.length > 0) return [...changed, ...gone];
  const swapped = now.find(({ path }, index) => locked[index]?.path !== path);
  return swapped === undefined ? [] : [{ path: swapped.path, text: `${swapped.kind} ${shape(swapped.output)} stands elsewhere in the lock's order` }];
}
