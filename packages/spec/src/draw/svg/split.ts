import type { Split } from '../outline.js';
import { shapesText } from '../figures.js';
import { connector, rectangle, round, text, type Figure } from './figure.js';
import { fontSizes } from './sheet.js';
import { textWidth } from './text.js';

const between = 20;
const fan = 24;
const corner = 6;
/** A branch without layers: a line, with a little room. */
export const bareBranch: Figure = { left: 10, right: 10, height: 0, arrow: false, draw: () => '' };

/** Branches side by side, from one line and back to one. */
export function splitFigure(split: Split, branches: readonly Figure[]): Figure {
  const mark = markFigure(split);
  const tallest = Math.max(0, ...branches.map(({ height }) => height));
  const axes = axesOf(branches);
  const centre = centreOf(split, axes, branches);
  const last = branches.at(-1);
  const width = (axes.at(-1) ?? 0) + (last?.right ?? 0);
  const height = fan + tallest + fan + mark.height;
  return {
    left: Math.max(centre, mark.left),
    right: Math.max(width - centre, mark.right),
    height,
    arrow: false,
    draw(axis, top) {
      const start = axis - centre;
      const join = top + fan + tallest;
      const drawn = branches.map((branch, i) => {
        const x = start + (axes[i] ?? 0);
        return [
          `<path class="wire" d="${bend(axis, top, x, top + fan)}"${branch.arrow ? ' marker-end="url(#arrow)"' : ''}/>`,
          branch.draw(x, top + fan),
          connector(x, top + fan + branch.height, join, false),
          `<path class="wire" d="${bend(x, join, axis, join + fan)}" marker-end="url(#arrow)"/>`,
        ].join('');
      });
      return `${drawn.join('')}${mark.draw(axis, join + fan)}`;
    },
  };
}

function axesOf(branches: readonly Figure[]): readonly number[] {
  let x = 0;
  return branches.map(({ left, right }, i) => {
    x += (i === 0 ? 0 : between) + left;
    const axis = x;
    x += right;
    return axis;
  });
}

/** A single branch with layers stands on the line, shortcuts beside it; else the middle does. */
function centreOf({ branches }: Split, axes: readonly number[], figures: readonly Figure[]): number {
  const full = branches.flatMap((branch, i) => (branch.length > 0 ? [i] : []));
  const [only, second] = full;
  if (only !== undefined && second === undefined) return axes[only] ?? 0;
  const last = figures.length - 1;
  return ((axes[last] ?? 0) + (figures[last]?.right ?? 0)) / 2;
}

/** Down, across and down again, with round corners. */
function bend(fromX: number, fromY: number, toX: number, toY: number): string {
  if (Math.abs(toX - fromX) < 0.05) return `M${round(fromX)} ${round(fromY)}V${round(toY)}`;
  const middle = (fromY + toY) / 2 - 2;
  const radius = Math.min(corner, Math.abs(toX - fromX) / 2);
  const side = toX > fromX ? radius : -radius;
  return [
    `M${round(fromX)} ${round(fromY)}V${round(middle - radius)}`,
    `q0 ${round(radius)} ${round(side)} ${round(radius)}`,
    `H${round(toX - side)}`,
    `q${round(side)} 0 ${round(side)} ${round(radius)}`,
    `V${round(toY)}`,
  ].join('');
}

const signs = { add: '+', multiply: '×' } as const;

/** A sign in a circle; of concat, the word and what comes of it. */
function markFigure({ merge, steps }: Split): Figure {
  if (merge !== 'concat') {
    return {
      left: 12,
      right: 12,
      height: 24,
      arrow: true,
      draw: (axis, top) => `${rectangle(axis - 12, top, 24, 24, 'merge', 12)}${text(axis, top + 17, signs[merge], { className: 'strong', anchor: 'middle' })}`,
    };
  }
  const label = `concat ${shapesText(steps.map(({ output }) => output.shape))}`;
  const width = textWidth(label, fontSizes.plain) + 24;
  return {
    left: width / 2,
    right: width / 2,
    height: 24,
    arrow: true,
    draw: (axis, top) => `${rectangle(axis - width / 2, top, width, 24, 'merge', 12)}${text(axis, top + 16, label, { className: 'plain', anchor: 'middle' })}`,
  };
}
