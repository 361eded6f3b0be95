import type { Report } from '../messages.js';
import { html } from './element.js';

type Of<Kind extends Report['kind']> = Extract<Report, { readonly kind: Kind }>;

export interface Figures {
  opened(engine: string, environment: Of<'opened'>['environment']): void;
  begin(engines: readonly string[]): void;
  step(report: Of<'step'>): void;
  epoch(report: Of<'epoch'>): void;
}

const columns = ['engine', 'runs on', 'step', 'loss', 'training accuracy', 'test accuracy', 'ms a step', 'images a second'] as const;

/** A row an engine, and how far apart their losses are. */
export function createFigures(table: HTMLTableElement, agreement: HTMLElement): Figures {
  const runtimes = new Map<string, string>();
  const rows = new Map<string, readonly HTMLTableCellElement[]>();
  const losses = new Map<string, number[]>();
  const times = new Map<string, number[]>();
  let furthest = 0;

  const write = (engine: string, column: (typeof columns)[number], text: string): void => {
    const cell = rows.get(engine)?.[columns.indexOf(column)];
    if (cell !== undefined) cell.textContent = text;
  };
  const compare = (step: number): void => {
    const all = [...losses.values()].map((each) => each[step - 1]);
    if (all.length < 2 || all.some((loss) => loss === undefined)) return;
    furthest = Math.max(furthest, Math.max(...(all as number[])) - Math.min(...(all as number[])));
    agreement.textContent = `Over ${step} steps, no two engines' losses are further apart than ${furthest.toExponential(1)}.`;
  };

  return {
    opened: (engine, { runtime = '', threads, adapter }) => {
      const on = adapter ?? (threads === undefined ? undefined : `${String(threads)} ${threads === 1 ? 'thread' : 'threads'}`);
      runtimes.set(engine, [runtime, on].filter((part) => part !== undefined).join(', '));
    },
    begin(engines) {
      furthest = 0;
      agreement.textContent = '';
      for (const each of [rows, losses, times]) each.clear();
      for (const engine of engines) {
        losses.set(engine, []);
        times.set(engine, []);
        rows.set(engine, columns.map((column) => html(column === 'engine' ? 'th' : 'td', column === 'engine' ? engine : column === 'runs on' ? (runtimes.get(engine) ?? '') : '–')));
      }
      for (const [first] of rows.values()) if (first !== undefined) first.scope = 'row';
      const heads = columns.map((column) => html('th', column));
      for (const head of heads) head.scope = 'col';
      table.replaceChildren(html('thead', html('tr', ...heads)), html('tbody', ...[...rows.values()].map((cells) => html('tr', ...cells))));
    },
    step({ engine, step, loss, milliseconds }) {
      losses.get(engine)?.push(loss);
      const mine = times.get(engine) ?? [];
      mine.push(milliseconds);
      write(engine, 'step', String(step));
      write(engine, 'loss', loss.toFixed(4));
      write(engine, 'ms a step', median(mine.slice(-50)).toFixed(1));
      compare(step);
    },
    epoch({ engine, trainAccuracy, testAccuracy, imagesPerSecond }) {
      write(engine, 'training accuracy', trainAccuracy.toFixed(4));
      write(engine, 'test accuracy', testAccuracy.toFixed(4));
      write(engine, 'images a second', Math.round(imagesPerSecond).toLocaleString('en'));
    },
  };
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}
