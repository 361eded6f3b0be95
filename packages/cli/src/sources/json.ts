import { positionAt, type Pointer, type Position, type SourceDocument, type SourceFault } from './position.js';

/**
 * Reads JSON and remembers where its parts stand. `JSON.parse` makes the value; this scanner finds positions, syntax errors
 * (which `JSON.parse` reports without a position on some versions of Node) and duplicate keys (which it swallows).
 * It keeps its own stack, so that no depth of nesting can exhaust the program's.
 */
export function readJson(text: string): SourceDocument {
  const body = text.startsWith('\uFEFF') ? ` ${text.slice(1)}` : text;
  const { duplicates, error } = scan(body);
  const at = (offset: number): Position => positionAt(body, offset);
  const faults: SourceFault[] = duplicates.map(({ key, offset }) => ({
    code: 'duplicate-key',
    message: `the key ${JSON.stringify(key)} stands here a second time`,
    ...at(offset),
  }));
  if (error !== undefined) faults.push({ code: 'syntax', message: error.message, ...at(error.offset) });
  // Most files are right, and nothing in them has to be found.
  let offsets: ReadonlyMap<string, number> | undefined;
  return {
    value: error === undefined ? (JSON.parse(body) as unknown) : undefined,
    locate(pointer) {
      offsets ??= offsetsIn(body);
      return at(offsetOf(offsets, pointer));
    },
    faults,
  };
}

interface Scan {
  readonly duplicates: readonly { readonly key: string; readonly offset: number }[];
  readonly error?: { readonly offset: number; readonly message: string };
}

/** Pointer, as JSON text, → offset of its value. */
function offsetsIn(text: string): ReadonlyMap<string, number> {
  const offsets = new Map<string, number>();
  scan(text, (path, offset) => offsets.set(path, offset));
  return offsets;
}

function offsetOf(offsets: ReadonlyMap<string, number>, pointer: Pointer): number {
  for (let length = pointer.length; length > 0; length -= 1) {
    const offset = offsets.get(keyOf(pointer.slice(0, length)));
    if (offset !== undefined) return offset;
  }
  return offsets.get(keyOf([])) ?? 0;
}

const keyOf = (pointer: Pointer): string => pointer.map((part) => JSON.stringify(part)).join('/');

interface Frame {
  readonly kind: 'object' | 'array';
  readonly prefix: string;
  readonly keys: Set<string>;
  index: number;
}

/** Nothing valid nests deeper; the paths of parts in hostile files would fill the memory. */
const DEEPEST_LOCATED = 1000;

const STRING = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y;
const SCALAR = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?|true|false|null/y;

/** @param onValue is told of each value's path and offset */
function scan(text: string, onValue?: (path: string, offset: number) => void): Scan {
  const duplicates: { key: string; offset: number }[] = [];
  const stack: Frame[] = [];
  let offset = 0;

  const fail = (message: string): Scan => ({ duplicates, error: { offset: Math.min(offset, text.length), message } });
  const match = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = offset;
    const found = pattern.exec(text)?.[0];
    if (found !== undefined) offset += found.length;
    return found;
  };
  const skipSpace = (): void => {
    // Space, tab and line ends; beyond the end of the text the code is NaN.
    for (let code = text.charCodeAt(offset); code === 32 || code === 10 || code === 13 || code === 9; code = text.charCodeAt(offset)) offset += 1;
  };
  const found = (): string => (offset >= text.length ? 'the end of the file' : JSON.stringify(text[offset]));

  let path = '';
  for (;;) {
    // One value begins here.
    skipSpace();
    if (stack.length <= DEEPEST_LOCATED) onValue?.(path, offset);
    const opening = text[offset];
    if (opening === '{' || opening === '[') {
      offset += 1;
      stack.push({ kind: opening === '{' ? 'object' : 'array', prefix: path === '' ? '' : `${path}/`, keys: new Set(), index: 0 });
      skipSpace();
      const closing = opening === '{' ? '}' : ']';
      if (text[offset] === closing) {
        offset += 1;
        stack.pop();
      } else {
        const next = enter();
        if (typeof next !== 'string') return fail(next.message);
        path = next;
        continue;
      }
    } else if (match(opening === '"' ? STRING : SCALAR) === undefined) {
      return fail(opening === '"' ? 'this string is not closed, or holds a wrong escape' : `expected a value, found ${found()}`);
    }
    // A value has ended: close what it completes, up to the next value.
    for (;;) {
      skipSpace();
      const frame = stack.at(-1);
      if (frame === undefined) return offset < text.length ? fail(`expected the end of the file, found ${found()}`) : { duplicates };
      const closing = frame.kind === 'object' ? '}' : ']';
      if (text[offset] === closing) {
        offset += 1;
        stack.pop();
        continue;
      }
      if (text[offset] !== ',') return fail(`expected "," or "${closing}", found ${found()}`);
      offset += 1;
      frame.index += 1;
      skipSpace();
      const next = enter();
      if (typeof next !== 'string') return fail(next.message);
      path = next;
      break;
    }
  }

  /** Steps to the next value of the innermost container and returns its path; in an object, past the key and colon. */
  function enter(): string | { readonly message: string } {
    const frame = stack.at(-1);
    if (frame === undefined) return { message: 'expected a value' };
    if (frame.kind === 'array') {
      if (text[offset] === ']') return { message: 'a comma before "]"' };
      return `${frame.prefix}${frame.index}`;
    }
    const start = offset;
    if (text[offset] === '}') return { message: 'a comma before "}"' };
    const literal = match(STRING);
    if (literal === undefined) return { message: `expected a key in double quotes, found ${found()}` };
    const isPlain = !literal.includes('\\');
    const key = isPlain ? literal.slice(1, -1) : (JSON.parse(literal) as string);
    if (frame.keys.has(key)) duplicates.push({ key, offset: start });
    frame.keys.add(key);
    skipSpace();
    if (text[offset] !== ':') return { message: `expected ":" after the key ${JSON.stringify(key)}, found ${found()}` };
    offset += 1;
    return `${frame.prefix}${isPlain ? literal : JSON.stringify(key)}`;
  }
}
