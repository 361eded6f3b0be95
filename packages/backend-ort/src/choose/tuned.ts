import type { Convolution } from '../formulations/convolution/formulation.js';
import type { Candidate, Uses } from './convolutions.js';

/** Formulations by name that were measured to be the fastest, by `convolutionKey`. */
export type Tuned = Readonly<Record<string, string>>;

/** Names a convolution by all of its sizes but the batch's: what is best for a batch is taken for the smaller last one too. */
export function convolutionKey(c: Convolution, { bias, inputGradient, weightGradient }: Uses): string {
  const parts = [bias && 'bias', inputGradient && 'input gradient', weightGradient && 'weight gradient'].filter((part) => part !== false);
  return [
    `${c.inChannels}×${c.input.join('×')} → ${c.outChannels}×${c.output.join('×')}`,
    `kernel ${c.kernelSize.join('×')}`,
    `stride ${c.stride.join('×')}`,
    `padding ${c.padding.join(',')}`,
    `dilation ${c.dilation.join('×')}`,
    `groups ${c.groups}`,
    ...parts,
  ].join(', ');
}

/** The candidate that was measured to be the fastest comes first; a name that is none changes nothing. */
export function preferring(candidates: readonly Candidate[], name: string | undefined): readonly Candidate[] {
  const preferred = candidates.find(({ formulation }) => formulation.name === name);
  return preferred === undefined ? candidates : [preferred, ...candidates.filter((each) => each !== preferred)];
}
