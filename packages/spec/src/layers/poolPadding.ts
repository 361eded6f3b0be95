import type { ImageShape } from '../shapes/shape.js';
import type { Problem, ShapeResult } from './definition.js';
import { extentOf, windowOutput, windowSides, type WindowFields } from './window.js';

/** A pool's output, or why there is none. As in PyTorch, padding may not pass half the window: a window could lie in it whole. */
export function poolShape(fields: WindowFields, input: ImageShape): ShapeResult {
  const excess = excessPadding(fields, input);
  if (excess.length > 0) return { problems: excess };
  const { size, problems } = windowOutput(fields, input);
  return problems.length > 0 ? { problems } : { output: [input[0], ...size] };
}

function excessPadding(fields: WindowFields, input: ImageShape): readonly Problem[] {
  const [rows, columns] = windowSides(fields, input);
  const sides = [
    { name: 'top', padding: rows.begin, along: rows },
    { name: 'left', padding: columns.begin, along: columns },
    { name: 'bottom', padding: rows.end, along: rows },
    { name: 'right', padding: columns.end, along: columns },
  ];
  return sides.flatMap(({ name, padding, along }) => {
    const half = Math.floor(extentOf(along) / 2);
    if (padding <= half) return [];
    return [
      {
        code: 'padding-exceeds-half-window',
        problem: `padding ${padding} at the ${name} is more than half the window of ${extentOf(along)}`,
        details: [`${padding} > floor(${extentOf(along)} / 2) = ${half}`],
        remedy: `padding must be at most ${half} there, or the kernel at least ${Math.ceil((2 * padding - 1) / along.dilation) + 1}`,
        field: 'padding',
      },
    ];
  });
}
