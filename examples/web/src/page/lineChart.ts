import { svg } from './element.js';
import { strokeOf } from './series.js';

export interface LineChartOptions {
  /** Read out in place of the picture. */
  readonly name: string;
  /** What the horizontal axis counts. */
  readonly across: string;
  readonly least: number;
  /** @defaultValue the largest value */
  readonly most?: number;
  /** A circle at each point. @defaultValue false */
  readonly marks?: boolean;
  /** The line is the mean of so many points, the points themselves a pale line behind. @defaultValue 1 */
  readonly meanOf?: number;
}

export interface LineChart {
  /** Empties it, for these lines. */
  begin(lines: readonly string[]): void;
  add(line: string, x: number, y: number): void;
}

interface Point {
  readonly x: number;
  readonly y: number;
}

const [width, height] = [560, 300];
const frame = { left: 44, right: width - 12, top: 10, bottom: height - 30 };

/** Lines that grow, drawn at most once a frame of the screen. */
export function createLineChart(place: HTMLElement, { name, across, least, most, marks = false, meanOf = 1 }: LineChartOptions): LineChart {
  let lines = new Map<string, Point[]>();
  let drawing = false;
  const draw = (): void => {
    drawing = false;
    // One by one: more numbers than a call takes arguments come with small batches.
    const all = [...lines.values()].flat();
    const lastX = all.reduce((far, { x }) => Math.max(far, x), 1);
    const highest = most ?? all.reduce((high, { y }) => (Number.isFinite(y) ? Math.max(high, y) : high), least + 0.1);
    const atX = (x: number): number => frame.left + (x / lastX) * (frame.right - frame.left);
    const atY = (y: number): number => frame.bottom - ((y - least) / (highest - least)) * (frame.bottom - frame.top);
    const curves = [...lines.values()].flatMap((points, index) => curve(points.filter(({ y }) => Number.isFinite(y)), { atX, atY, index, marks, meanOf }));
    const last = [...lines].map(([line, points]) => `${line} ${points.at(-1)?.y.toFixed(3) ?? 'nothing yet'}`);
    const described = svg('title', {}, last.length === 0 ? `${name}: nothing yet` : `${name}, the latest: ${last.join(', ')}`);
    place.replaceChildren(svg('svg', { viewBox: `0 0 ${width} ${height}`, class: 'chart', role: 'img' }, described, ...axes({ lastX, least, highest, atX, atY, across }), ...curves));
  };
  const redraw = (): void => {
    if (drawing) return;
    drawing = true;
    requestAnimationFrame(draw);
  };
  redraw();
  return {
    begin(names) {
      lines = new Map(names.map((line) => [line, []]));
      redraw();
    },
    add(line, x, y) {
      lines.get(line)?.push({ x, y });
      redraw();
    },
  };
}

interface Scale {
  readonly atX: (x: number) => number;
  readonly atY: (y: number) => number;
}

interface CurveOptions extends Scale {
  readonly index: number;
  readonly marks: boolean;
  readonly meanOf: number;
}

function curve(points: readonly Point[], { atX, atY, index, marks, meanOf }: CurveOptions): readonly SVGElement[] {
  const path = (all: readonly Point[]): string => all.map(({ x, y }, at) => `${at === 0 ? 'M' : 'L'}${atX(x).toFixed(1)} ${atY(y).toFixed(1)}`).join('');
  const stroke = strokeOf(index);
  const circles = marks ? points.map(({ x, y }) => svg('circle', { cx: atX(x), cy: atY(y), r: 5 - index, fill: stroke.stroke })) : [];
  const pale = meanOf > 1 ? [svg('path', { d: path(points), fill: 'none', class: 'pale', stroke: stroke.stroke })] : [];
  return [...pale, svg('path', { d: path(means(points, meanOf)), fill: 'none', class: 'curve', ...stroke }), ...circles];
}

/** Each point with the mean of its last `count` values. */
function means(points: readonly Point[], count: number): readonly Point[] {
  return points.map(({ x }, at) => {
    const last = points.slice(Math.max(0, at + 1 - count), at + 1);
    return { x, y: last.reduce((sum, { y }) => sum + y, 0) / last.length };
  });
}

interface Axes extends Scale {
  readonly lastX: number;
  readonly least: number;
  readonly highest: number;
  readonly across: string;
}

function axes({ lastX, least, highest, atX, atY, across }: Axes): readonly SVGElement[] {
  const levels = ticks(least, highest).flatMap((y) => [
    svg('line', { x1: frame.left, x2: frame.right, y1: atY(y), y2: atY(y), class: 'grid' }),
    svg('text', { x: frame.left - 8, y: atY(y) + 4, 'text-anchor': 'end' }, String(y)),
  ]);
  const columns = ticks(0, lastX)
    .filter(Number.isInteger)
    .map((x) => svg('text', { x: atX(x), y: frame.bottom + 20, 'text-anchor': 'middle' }, x === 0 ? `${across} 0` : String(x)));
  return [...levels, ...columns];
}

/** About five round numbers within bounds. */
function ticks(from: number, to: number): readonly number[] {
  const rough = (to - from) / 5;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((size) => size >= rough) ?? power;
  const count = Math.floor((to - from) / step + 1e-9);
  return Array.from({ length: count + 1 }, (_, at) => Number((from + at * step).toPrecision(6)));
}
