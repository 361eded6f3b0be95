import type { Colours } from './colours.js';

export interface Column {
  readonly title: string;
  /** Numbers read best aligned to the right. @defaultValue 'left' */
  readonly align?: 'left' | 'right';
}

export interface TableOptions {
  /** Rows under a second rule, where a table shows anything of them. @defaultValue none */
  readonly foot?: readonly (readonly string[])[];
  /** Characters of a line. Columns for which there is no room stand in further tables below, each of which begins with the first column. @defaultValue no bound */
  readonly width?: number;
}

const GAP = 2;

/** Columns two spaces apart under a ruled head. Cells hold no colour codes. */
export function table(columns: readonly Column[], rows: readonly (readonly string[])[], { bold, dim }: Pick<Colours, 'bold' | 'dim'>, { foot = [], width = Infinity }: TableOptions = {}): string {
  const widths = columns.map(({ title }, index) => Math.max(title.length, ...[...rows, ...foot].map((row) => (row[index] ?? '').length)));
  const titles = columns.map(({ title }) => title);
  const tables = parted(widths, width).map((shown) => {
    const line = (cells: readonly string[]): string =>
      shown
        .map((index) => {
          const cell = cells[index] ?? '';
          return columns[index]?.align === 'right' ? cell.padStart(widths[index] ?? 0) : cell.padEnd(widths[index] ?? 0);
        })
        .join(' '.repeat(GAP))
        .trimEnd();
    const rule = dim('─'.repeat(shown.reduce((total, index) => total + (widths[index] ?? 0) + GAP, -GAP)));
    const feet = foot.filter((cells) => shown.slice(1).some((index) => (cells[index] ?? '') !== ''));
    const below = feet.length === 0 ? [] : [rule, ...feet.map((cells) => bold(line(cells)))];
    return [bold(line(titles)), rule, ...rows.map(line), ...below].join('\n');
  });
  return tables.join('\n\n');
}

/** Which columns each table shows: the first, and as many more as there is room for, but at least one. */
function parted(widths: readonly number[], room: number): readonly (readonly number[])[] {
  const [first = 0, ...others] = widths;
  const parts: number[][] = [[0]];
  let taken = first;
  for (const [index, width] of others.entries()) {
    if (taken + GAP + width > room && (parts.at(-1)?.length ?? 0) > 1) {
      parts.push([0]);
      taken = first;
    }
    parts.at(-1)?.push(index + 1);
    taken += GAP + width;
  }
  return parts;
}
