import { LineCounter, isAlias, isMap, isNode, isScalar, parseDocument, visit } from 'yaml';
import type { Pointer, Position, SourceDocument } from './position.js';

/** Twice what containers of a model may nest, a list and a mapping each. The parser descends by calls of itself: from some thousand levels on its stack is full, and Node may end. */
const DEEPEST = 520;
const TOO_DEEP = 'lists or mappings are nested too deep to be read';

/** Reads one YAML 1.2 document. An alias may not be followed more than a hundred times, so that a small file cannot become a huge one. */
export function readYaml(text: string): SourceDocument {
  const deep = tooDeepAt(text);
  if (deep !== undefined) return { value: undefined, locate: () => deep, faults: [{ code: 'syntax', message: TOO_DEEP, ...deep }] };
  const lineCounter = new LineCounter();
  const document = parseDocument(text, { lineCounter, prettyErrors: false, uniqueKeys: true });
  const at = (offset: number): Position => {
    const { line, col } = lineCounter.linePos(offset);
    return { line: Math.max(line, 1), column: Math.max(col, 1) };
  };
  const faults = document.errors.map((error) => ({
    code: error.code === 'DUPLICATE_KEY' ? ('duplicate-key' as const) : ('syntax' as const),
    message: error.message.replace(/\.?$/, ''),
    ...at(error.pos[0]),
  }));
  const whole = faults.every(({ code }) => code === 'duplicate-key');
  const value = whole ? valueOf(() => document.toJS({ maxAliasCount: 100 }) as unknown) : { value: undefined };
  return {
    value: value.value,
    locate: (pointer) => {
      for (let length = pointer.length; length >= 0; length -= 1) {
        const offset = offsetOf(document, pointer.slice(0, length));
        if (offset !== undefined) return at(offset);
      }
      return { line: 1, column: 1 };
    },
    faults: value.message === undefined ? faults : [...faults, { code: 'syntax', message: value.message, ...at(danglingAlias(document) ?? 0) }],
  };
}

/** Where brackets are open, or dashes and blanks begin a line, beyond the deepest; quotes are not looked for, for no text has so many. */
function tooDeepAt(text: string): Position | undefined {
  let [open, line, column, begun] = [0, 1, 0, false];
  for (const character of text) {
    column += 1;
    if (character === '\n') [line, column, begun] = [line + 1, 0, false];
    else if (character === '[' || character === '{') open += 1;
    else if ((character === ']' || character === '}') && open > 0) open -= 1;
    begun ||= !' -?\t'.includes(character) && character !== '\n';
    if (open > DEEPEST || (!begun && column > DEEPEST)) return { line, column };
  }
  return undefined;
}

function valueOf(make: () => unknown): { readonly value: unknown; readonly message?: string } {
  try {
    return { value: make() };
  } catch (error) {
    return { value: undefined, message: error instanceof Error ? error.message : String(error) };
  }
}

/** Where an alias stands that no anchor before it defines. */
function danglingAlias(document: ReturnType<typeof parseDocument>): number | undefined {
  const anchors = new Set<string>();
  let offset: number | undefined;
  visit(document, {
    Node(_, node) {
      if (!isAlias(node)) {
        if (node.anchor !== undefined) anchors.add(node.anchor);
        return undefined;
      }
      if (anchors.has(node.source)) return undefined;
      offset = node.range?.[0];
      return visit.BREAK;
    },
  });
  return offset;
}

function offsetOf(document: ReturnType<typeof parseDocument>, pointer: Pointer): number | undefined {
  if (pointer.length === 0) return document.contents?.range?.[0];
  const parent = pointer.length === 1 ? document.contents : document.getIn(pointer.slice(0, -1), true);
  const last = pointer.at(-1);
  // A key that is not a scalar node of ours (such as `__proto__`) is found by its own node, too.
  if (isMap(parent)) {
    const pair = parent.items.find(({ key }) => (isScalar(key) ? String(key.value) : String(key)) === String(last));
    const node = pair?.value ?? pair?.key;
    return isNode(node) ? node.range?.[0] : undefined;
  }
  const node = document.getIn(pointer, true);
  return isNode(node) ? node.range?.[0] : undefined;
}
