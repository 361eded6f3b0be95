/** Where something stands in a text; both count from 1, columns in UTF-16 units as editors do. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

export function positionAt(text: string, offset: number): Position {
  let line = 1;
  let start = 0;
  for (let end = text.indexOf('\n'); end !== -1 && end < offset; end = text.indexOf('\n', start)) {
    line += 1;
    start = end + 1;
  }
  return { line, column: offset - start + 1 };
}

/** A location inside a document: object keys and array indices from the root. */
export type Pointer = readonly (string | number)[];

/** A document's value and where its parts stand. */
export interface SourceDocument {
  readonly value: unknown;
  /** The position of the value at a pointer, or of the nearest part around it that exists. */
  locate(pointer: Pointer): Position;
  /** Faults of the text itself, such as a syntax error; `value` is undefined when there is one that leaves no value. */
  readonly faults: readonly SourceFault[];
}

export interface SourceFault extends Position {
  readonly code: 'syntax' | 'duplicate-key';
  readonly message: string;
}
