import { intAttribute } from '../emit/value.js';
import type { Value } from '../emit/value.js';

/** What a value was joined of, if it was along its last axis: the channels of an image, the elements of a vector over channels. */
export function joinedAlongLast({ origin, shape }: Value): readonly Value[] | undefined {
  if (origin.kind !== 'node' || origin.node.operator !== 'Concat') return undefined;
  return intAttribute(origin.node, 'axis') === shape.length - 1 ? origin.node.inputs : undefined;
}
