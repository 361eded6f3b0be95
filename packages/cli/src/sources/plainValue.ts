/** Far beyond any model; a getter that makes new layers each time it is read comes to an end here. */
const MOST_PARTS = 500_000;

/** A part of a value could not be read. */
export class UnreadablePart extends Error {
  /** Field names and indices, joined by dots; empty for the value itself. */
  readonly place: string;

  constructor(place: string, cause: unknown) {
    super(saidBy(cause), { cause });
    this.place = place;
  }
}

/**
 * What a program made, as the data that a file would hold: the own fields of objects and the items of lists, each read once. From then on
 * nothing that its author wrote runs: a getter or a proxy may throw, or say something else each time. What is no data (functions, symbols)
 * stays as it is, for the check to refuse; a value that holds itself still does.
 *
 * @throws UnreadablePart where reading throws, or does not come to an end
 */
export function plainValue(value: unknown): unknown {
  const copies = new Map<object, object>();
  const open: { readonly from: object; readonly to: object; readonly place: string }[] = [];
  const copyOf = (part: unknown, place: string): unknown => {
    if (typeof part !== 'object' || part === null || ArrayBuffer.isView(part)) return part;
    const known = copies.get(part);
    if (known !== undefined) return known;
    const copy: object = Array.isArray(part) ? [] : {};
    copies.set(part, copy);
    open.push({ from: part, to: copy, place });
    return copy;
  };
  const guarded = <Result>(place: string, read: () => Result): Result => {
    try {
      return read();
    } catch (error) {
      throw error instanceof UnreadablePart ? error : new UnreadablePart(place, error);
    }
  };
  const whole = guarded('', () => copyOf(value, ''));
  let parts = 0;
  // A list that grows while it is gone through, in place of recursion: the stack does not decide how deep a value may be.
  for (const { from, to, place } of open) {
    for (const key of guarded(place, () => Object.keys(from))) {
      const inner = place === '' ? key : `${place}.${key}`;
      if ((parts += 1) > MOST_PARTS) throw new UnreadablePart('', new Error(`it has more than ${MOST_PARTS} parts`));
      // Defined, not assigned: a field may be called __proto__.
      const copy = guarded(inner, () => copyOf((from as Readonly<Record<string, unknown>>)[key], inner));
      Object.defineProperty(to, key, { value: copy, enumerable: true, configurable: true, writable: true });
    }
    if (Array.isArray(from) && Array.isArray(to)) to.length = guarded(place, () => from.length);
  }
  return whole;
}

/** The first line of what was thrown, which need not be an error. */
export function saidBy(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split('\n')[0] ?? '';
}
