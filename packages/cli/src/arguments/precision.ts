import type { Precision } from '@archetype/training';

/** Which formulations of a convolution the ort engine may use: direct sums alone, or Winograd's filtering too. */
export const PRECISIONS = ['exact', 'fast'] as const satisfies readonly Precision[];
