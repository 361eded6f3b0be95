import type { Merge } from '../layers/parallel.js';
import { isImage, sameShape, type Shape } from '../shapes/shape.js';
import { batchOf, clauses, equation } from './equation.js';

/** How branches join: channels add up, or the shapes are one. */
export function explainMerge(merge: Merge, inputs: readonly Shape[], output: Shape): readonly string[] {
  if (inputs.length === 1) return [equation('output = the only branch', batchOf(output))];
  if (merge === 'concat') return concatenated(inputs, output);
  const word = merge === 'add' ? 'sum' : 'product';
  const stretched = inputs.flatMap((shape, i) => (sameShape(shape, output) ? [] : [`branch ${i} ${batchOf(shape)} stretched over height and width`]));
  return [clauses(equation('output', batchOf(output)), `the ${word} of ${inputs.length} branches, element by element`, ...stretched)];
}

function concatenated(inputs: readonly Shape[], output: Shape): readonly string[] {
  const sum = inputs.map(([channels]) => channels).join(' + ');
  if (!isImage(output)) return [equation('features', sum, output[0])];
  const [channels, height, width] = output;
  return [equation('channels', sum, channels), clauses(equation('height', height), equation('width', width), 'as in each branch')];
}
