import type { OperationTable, OpKind } from '@archetype/training';
import { coloursOf } from '../terminal/colours.js';
import { table } from '../terminal/table.js';
import { widthOf } from '../terminal/width.js';

/** `doctor --ops --json`: for each operation and engine what runs it, null where nothing does. */
export function operationsJson(tables: ReadonlyMap<string, OperationTable>): object {
  return {
    operations: kindsOf(tables).map((operation) => ({
      operation,
      engines: Object.fromEntries(
        [...tables].map(([engine, rows]) => [engine, { by: rows[operation].by ?? null }]),
      ),
    })),
  };
}

/** A line an operation, a column an engine; what is said more than once stands below. */
export function describeOperations(tables: ReadonlyMap<string, OperationTable>): string {
  const colours = coloursOf(process.stdout);
  const notes: string[] = [];
  const noted = (note: string): string => {
    if (!notes.includes(note)) notes.push(note);
    return String(notes.indexOf(note) + 1);
  };
  const cell = ({ by = 'none' }: OperationTable[OpKind]): string => {
    const [first = '', ...rest] = by.split(', ');
    return [first, ...rest.map((note) => `[${noted(note)}]`)].join(' ');
  };
  const rows = kindsOf(tables).map((operation) => [operation, ...[...tables.values()].map((each) => cell(each[operation]))]);
  const columns = [{ title: 'operation' }, ...[...tables.keys()].map((title) => ({ title }))];
  return [table(columns, rows, colours, { width: widthOf(process.stdout) }), ...(notes.length === 0 ? [] : ['', ...notes.map((note, index) => `[${index + 1}] ${note}`)])].join('\n');
}

function kindsOf(tables: ReadonlyMap<string, OperationTable>): readonly OpKind[] {
  return ([...new Set([...tables.values()].flatMap((each) => Object.keys(each)))] as OpKind[]).toSorted();
}
