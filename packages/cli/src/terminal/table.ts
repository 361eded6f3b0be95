import type { Colours } from './colours.js';

export interface Column {
  readonly title: string;
  /** Numbers read best aligned to the right. @defaultValue 'left' */
  readonly align?: 'left' | 'right';
}

/** Columns two spaces apart under a ruled head; `foot` rows stand under a second rule. Cells hold no colour codes. */
export function table(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  { bold, dim }: Pick<Colours, 'bold' | 'dim'>,
  foot: readonly (readonly string[])[] = [],
): string {
  const widths = columns.map(({ title }, index) =>
    Math.max(title.length, ...[...rows, ...foot].map((row) => (row[index] ?? '').length)),
  );
  const line = (cells: readonly string[]): string =>
    columns
      .map(({ align }, index) => {
        const cell = cells[index] ?? '';
        return align === 'right' ? cell.padStart(widths[index] ?? 0) : cell.padEnd(widths[index] ?? 0);
      })
      .join('  ')
      .trimEnd();
  const rule = dim('─'.repeat(widths.reduce((total, width) => total + width + 2, -2)));
  const below = foot.length === 0 ? [] : [rule, ...foot.map((cells) => bold(line(cells)))];
  return [bold(line(columns.map(({ title }) => title))), rule, ...rows.map(line), ...below].join('\n');
}
