import type { Shape } from '../../shapes/shape.js';
import { sameShape } from '../../shapes/shape.js';
import type { Block, Item, Repeat } from '../outline.js';
import { blockFigure, blockWidth, isSmall } from './block.js';
import { connector, rectangle, text, type Figure } from './figure.js';
import { plateFigure, type Scale } from './plate.js';
import { fontSizes } from './sheet.js';
import { bareBranch, splitFigure } from './split.js';
import { boldness, fitted, textWidth } from './text.js';

const gap = 18;
const framePadding = 14;

/** At which scale tensors are drawn between the items. */
type Plates = Scale | undefined;

export interface StackOptions {
  /** @defaultValue no tensors are drawn */
  readonly plates?: Plates;
  /** The shape that comes in, where it has been drawn. */
  readonly input?: Shape | undefined;
  /** Of blocks. @defaultValue 0 */
  readonly leastWidth?: number;
  /** Whether nothing comes after. @defaultValue false */
  readonly last?: boolean;
}

/** Items one below the other, blocks of one width, with the tensors between them where their shape changes. */
export function stackFigure(items: readonly Item[], { plates, input, leastWidth = 0, last = false }: StackOptions): Figure {
  const width = Math.max(leastWidth, widthOf(items));
  const columns = columnWidths(items);
  const figures: Figure[] = [];
  let shown = input;
  for (const [index, item] of items.entries()) {
    const next = items[index + 1];
    figures.push(itemFigure(item, width, columns, { plates, input: shown, last: last && next === undefined }));
    const output = outputOf(item);
    // Below the activation that follows a merge, not between the two.
    if (next?.type === 'block' && isSmall(next)) continue;
    if (plates && output && !(shown && sameShape(shown, output))) {
      // A group has drawn what it gives within its frame.
      if (item.type !== 'group') figures.push(plateFigure(output, output.join('×'), plates));
      shown = output;
    }
  }
  return column(figures);
}

/** Figures on one axis, with lines between. */
export function column(figures: readonly Figure[]): Figure {
  const heights = figures.map(({ height }) => height);
  const total = heights.reduce((sum, height) => sum + height, 0) + gap * Math.max(0, figures.length - 1);
  return {
    left: Math.max(0, ...figures.map(({ left }) => left)),
    right: Math.max(0, ...figures.map(({ right }) => right)),
    height: total,
    arrow: figures[0]?.arrow ?? false,
    draw(axis, top) {
      let y = top;
      return figures
        .map((figure, i) => {
          const drawn = figure.draw(axis, y);
          y += figure.height;
          const next = figures[i + 1];
          if (next === undefined) return drawn;
          y += gap;
          return `${connector(axis, y - gap, y, next.arrow)}${drawn}`;
        })
        .join('');
    },
  };
}

/** Of blocks, so that those above and below each other can have one. */
export function widthOf(items: readonly Item[]): number {
  return Math.max(
    0,
    ...items.map((item) => {
      if (item.type === 'block') return blockWidth(item);
      const only = piled(item);
      return only ? blockWidth(only) : 0;
    }),
  );
}

/** Of the blocks in each branch, for splits below each other with as many branches. */
function columnWidths(items: readonly Item[]): ReadonlyMap<number, readonly number[]> {
  const widths = new Map<number, readonly number[]>();
  for (const item of items) {
    if (item.type !== 'split') continue;
    const known = widths.get(item.branches.length) ?? [];
    widths.set(item.branches.length, item.branches.map((branch, i) => Math.max(known[i] ?? 0, widthOf(branch))));
  }
  return widths;
}

/** The block of a repeat that has nothing else. */
function piled(item: Item): Block | undefined {
  const [only, second] = item.type === 'repeat' ? item.items : [];
  return only?.type === 'block' && second === undefined ? only : undefined;
}

function itemFigure(item: Item, width: number, columns: ReadonlyMap<number, readonly number[]>, options: StackOptions): Figure {
  if (item.type === 'block') return blockFigure(item, width, false);
  if (item.type === 'split') {
    const widths = columns.get(item.branches.length) ?? [];
    return splitFigure(item, item.branches.map((branch, i) => (branch.length === 0 ? bareBranch : stackFigure(branch, { leastWidth: widths[i] ?? 0 }))));
  }
  return item.type === 'group' ? framed(stackFigure(item.items, options), { name: item.name, last: options.last }) : repeatFigure(item, width, options.last);
}

/** What is repeated, once, with its count; a block alone as a pile of blocks. */
function repeatFigure(item: Repeat, width: number, last: boolean | undefined): Figure {
  const badge = `×${item.count}`;
  const only = piled(item);
  if (only === undefined) return framed(stackFigure(item.items, {}), { badge, last });
  const figure = blockFigure(only, width, true);
  return {
    ...figure,
    right: figure.right + badgeWidth(badge) / 2,
    draw: (axis, top) => `${figure.draw(axis, top)}${badgeAt(axis + figure.left + 2, top, badge)}`,
  };
}

/** How far the frame of a repeat stands out below itself. */
const behind = 6;

interface FrameOptions {
  readonly name?: string;
  readonly badge?: string;
  readonly last: boolean | undefined;
}

function framed(inner: Figure, { name, badge, last = false }: FrameOptions): Figure {
  const head = name === undefined ? framePadding : framePadding + 16;
  const shortened = name === undefined ? '' : fitted(name, fontSizes.group, 240);
  // A name longer than half the frame would cross the line on the axis.
  const nameWidth = name === undefined ? 0 : textWidth(shortened, fontSizes.group) * boldness + 8;
  const half = Math.max(inner.left, inner.right, nameWidth) + framePadding;
  const height = inner.height + head + framePadding;
  const repeated = badge !== undefined;
  return {
    left: half,
    right: half + (repeated ? Math.max(behind, badgeWidth(badge) / 2) : 0),
    height: height + (repeated ? behind : 0),
    arrow: false,
    draw: (axis, top) =>
      [
        ...(repeated ? [rectangle(axis - half + behind, top + behind, 2 * half, height, 'frame', 10)] : []),
        rectangle(axis - half, top, 2 * half, height, 'frame', 10),
        ...(name === undefined ? [] : [text(axis - half + framePadding, top + 20, shortened, { className: 'group' })]),
        connector(axis, top, top + head, inner.arrow),
        inner.draw(axis, top + head),
        ...(last ? [] : [connector(axis, top + head + inner.height, top + height + (repeated ? behind : 0), false)]),
        ...(repeated ? [badgeAt(axis + half, top, badge)] : []),
      ].join(''),
  };
}

function badgeWidth(badge: string): number {
  return textWidth(badge, fontSizes.badge) * boldness + 14;
}

function badgeAt(x: number, y: number, badge: string): string {
  const width = badgeWidth(badge);
  return `${rectangle(x - width / 2, y - 10, width, 20, 'badge-ground', 10)}${text(x, y + 4.5, badge, { className: 'badge', anchor: 'middle' })}`;
}

/** The shape that an item gives; of several, the last. */
export function outputOf(item: Item): Shape | undefined {
  if (item.type === 'block') return lastStep(item)?.output.shape;
  if (item.type === 'split') return item.steps.at(-1)?.output.shape;
  return item.items.length > 0 ? item.items.map((each) => outputOf(each)).at(-1) : undefined;
}

function lastStep({ parts }: Block) {
  return parts.at(-1)?.steps.at(-1);
}
