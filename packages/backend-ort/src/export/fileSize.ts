import { ArchetypeError } from '@archetype/spec';
import type { StateTensor } from '@archetype/spec';
import { elements } from '../emit/value.js';

/** A protobuf message cannot be longer. https://protobuf.dev/programming-guides/proto-limits/ */
const LONGEST = 2 ** 31 - 1;

/** What a file holds besides its weights, at the most. */
const NODES = 2 ** 24;

/**
 * Refuses a file that no reader could take, before any of its weights is made.
 *
 * @throws ArchetypeError `onnx-too-large`
 */
export function requireOnnxSize(subject: string, state: readonly Pick<StateTensor, 'name' | 'shape'>[]): void {
  const bytes = state.reduce((sum, { shape }) => sum + 4 * elements(shape), 0);
  if (bytes + NODES <= LONGEST) return;
  const [largest] = state.toSorted((a, b) => elements(b.shape) - elements(a.shape));
  const gigabytes = (size: number): string => `${(size / 2 ** 30).toFixed(2)} GiB`;
  throw new ArchetypeError({
    code: 'onnx-too-large',
    subject,
    problem: `an ONNX file with its ${gigabytes(bytes)} of state would pass the ${gigabytes(LONGEST)} that protobuf allows`,
    details: largest === undefined ? [] : [`the largest tensor is ${largest.name} [${largest.shape.join(', ')}], ${gigabytes(4 * elements(largest.shape))}`],
    remedy: 'export --format safetensors, which has no such limit, or make that layer smaller',
  });
}
