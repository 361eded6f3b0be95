import { countWindows, extentOf, windowSides, type WindowFields, type WindowSide } from '../layers/window.js';
import type { ImageShape } from '../shapes/shape.js';
import { clauses, equation } from './equation.js';

/** Where the windows of a convolution or a pool fit, along height and width; in one go where both sides are alike. */
export function explainWindows(fields: WindowFields, input: ImageShape): readonly string[] {
  const [rows, columns] = windowSides(fields, input);
  const same = fields.padding === 'same';
  if (sameNumbers(rows, columns)) return explainSide('height = width', 'height and width', rows, same);
  return [...explainSide('height', 'height', rows, same), ...explainSide('width', 'width', columns, same)];
}

function sameNumbers(a: WindowSide, b: WindowSide): boolean {
  return (Object.keys(a) as (keyof WindowSide)[]).every((key) => a[key] === b[key]);
}

function explainSide(name: string, spoken: string, side: WindowSide, same: boolean): readonly string[] {
  const count = countWindows(side);
  const formula = `${side.ceilMode ? 'ceil' : 'floor'}((${side.input} + ${side.begin} + ${side.end} − ${extentLess1(side)} − 1) / ${side.stride}) + 1`;
  const rounded = same ? [`ceil(${side.input} / ${side.stride})`] : [];
  const dropped = roundedUp(side) - count;
  if (side.ceilMode && dropped > 0) return [...samePadding(spoken, side, same), droppedWindow(name, formula, side, count)];
  return [...samePadding(spoken, side, same), equation(name, formula, ...rounded, count), ...leftOver(spoken, side, count)];
}

/** `1·(11 − 1)`: from the first to the last position that a window covers, less one. */
function extentLess1({ kernel, dilation }: WindowSide): string {
  return `${dilation}·(${kernel} − 1)`;
}

/** The windows that would begin within the padded input, were the last one not looked at. */
function roundedUp(side: WindowSide): number {
  return Math.ceil((side.input + side.begin + side.end - extentOf(side)) / side.stride) + 1;
}

function samePadding(spoken: string, side: WindowSide, same: boolean): readonly string[] {
  if (!same) return [];
  const { input, stride, begin, end } = side;
  const total = equation(
    `padding of ${spoken}`,
    `max(0, (ceil(${input} / ${stride}) − 1)·${stride} + ${extentLess1(side)} + 1 − ${input})`,
    begin + end,
  );
  return [clauses(total, `"same": ${begin} before and ${end} after`)];
}

function droppedWindow(name: string, formula: string, { input, begin, stride }: WindowSide, count: number): string {
  return clauses(
    equation(name, `${formula} − 1`, count),
    equation('start of the last window', `${count}·${stride}`, count * stride),
    equation('start of the end padding', `${input} + ${begin}`, input + begin),
    'a window that starts in it is dropped',
  );
}

/** What rounding down leaves uncovered. */
function leftOver(spoken: string, side: WindowSide, count: number): readonly string[] {
  const { input, begin, end, stride } = side;
  const rest = input + begin + end - ((count - 1) * stride + extentOf(side));
  if (rest <= 0) return [];
  const sum = `${input} + ${begin} + ${end} − ((${count} − 1)·${stride} + ${extentLess1(side)} + 1)`;
  return [clauses(equation(`left over of ${spoken}`, sum, rest), 'at the end of the padded input, in no window')];
}
