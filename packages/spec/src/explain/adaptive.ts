import { toPair, type Size2d } from '../fields/size2d.js';
import type { ImageShape } from '../shapes/shape.js';
import { clauses, equation } from './equation.js';

/** As many windows as are written out before the rest is passed over. */
const mostWindows = 8;

/** The size asked for, and what each window covers. */
export function explainAdaptive(outputSize: Size2d, [, height, width]: ImageShape): readonly string[] {
  const [rows, columns] = toPair(outputSize);
  if (height === width && rows === columns) {
    return [clauses(equation('height = width', rows), 'outputSize'), ...windows('rows and columns', height, rows)];
  }
  return [
    clauses(equation('height', rows), equation('width', columns), 'outputSize'),
    ...windows('rows', height, rows),
    ...windows('columns', width, columns),
  ];
}

function windows(spoken: string, input: number, output: number): readonly string[] {
  const written = output <= mostWindows ? output : mostWindows - 1;
  const lines = Array.from({ length: written }, (_, i) => window(spoken, input, output, i));
  return output <= mostWindows ? lines : [...lines, `${spoken}: and so on`, window(spoken, input, output, output - 1)];
}

function window(spoken: string, input: number, output: number, i: number): string {
  const start = Math.floor((i * input) / output);
  const end = Math.ceil(((i + 1) * input) / output);
  return `${spoken} of window ${i}: ${clauses(
    equation('from', `floor(${i}·${input} / ${output})`, start),
    equation('to before', `ceil((${i} + 1)·${input} / ${output})`, end),
    equation('covered', `${end} − ${start}`, end - start),
  )}`;
}
