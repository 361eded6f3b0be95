import type { ImageShape } from '../shapes/shape.js';
import type { Problem, ShapeResult } from './definition.js';
import { windowOutput, windowSides, type WindowFields, type WindowSide } from './window.js';

/** A pool's output, or why there is none. As in PyTorch, padding may not pass half the kernel; that of "same" may, where there is dilation. */
export function poolShape(fields: WindowFields, input: ImageShape): ShapeResult {
  const excess = fields.padding === 'same' ? [] : excessPadding(windowSides(fields, input));
  if (excess.length > 0) return { problems: excess };
  const { size, problems } = windowOutput(fields, input, halfOf);
  return problems.length > 0 ? { problems } : { output: [input[0], ...size] };
}

function halfOf(kernel: number): number {
  return Math.floor(kernel / 2);
}

function excessPadding([rows, columns]: readonly [WindowSide, WindowSide]): readonly Problem[] {
  const sides = [
    { name: 'top', padding: rows.begin, kernel: rows.kernel },
    { name: 'left', padding: columns.begin, kernel: columns.kernel },
    { name: 'bottom', padding: rows.end, kernel: rows.kernel },
    { name: 'right', padding: columns.end, kernel: columns.kernel },
  ];
  const over = sides.filter(({ padding, kernel }) => padding > halfOf(kernel));
  const [first] = over;
  if (first === undefined) return [];
  return [
    {
      code: 'padding-exceeds-half-kernel',
      problem: `padding ${first.padding} at the ${over.map(({ name }) => name).join(', ')} is more than half the kernel`,
      details: over.map(({ name, padding, kernel }) => `${name}: ${padding} > floor(${kernel} / 2) = ${halfOf(kernel)}`),
      remedy: `padding must be at most ${halfOf(first.kernel)} there, or the kernel at least ${2 * first.padding}`,
      field: 'padding',
    },
  ];
}
