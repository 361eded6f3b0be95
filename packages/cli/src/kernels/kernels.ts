import type { Candidate, Choices, ErrorClass } from '@archetype/backend-ort';

/** One way to compute a convolution, forward and gradients together, and what it is estimated to cost. */
export interface KernelCandidate {
  readonly formulation: string;
  readonly milliseconds: number;
  readonly multiplyAdds: number;
  readonly bytes: number;
  /** Relative to the largest Σ|x|·|weight| of any output: that of a direct sum, or a bound. */
  readonly error: 'direct sum' | number;
}

/** What was chosen for a convolution, and what it was up against, the cheapest first. */
export interface Kernel {
  readonly path: string;
  readonly input: readonly number[];
  readonly output: readonly number[];
  readonly kernelSize: readonly number[];
  readonly stride: readonly number[];
  readonly groups: number;
  readonly chosen: KernelCandidate;
  readonly others: readonly KernelCandidate[];
}

/** The choices as plain data; shapes without the batch. */
export function kernelsOf(choices: Choices): readonly Kernel[] {
  return [...choices.values()].map(({ path, convolution: c, candidates: [chosen, ...others] }) => ({
    path,
    input: [c.inChannels, ...c.input],
    output: [c.outChannels, ...c.output],
    kernelSize: c.kernelSize,
    stride: c.stride,
    groups: c.groups,
    chosen: candidateOf(chosen),
    others: others.map(candidateOf),
  }));
}

const candidateOf = ({ formulation, cost }: Candidate): KernelCandidate => ({
  formulation: formulation.name,
  milliseconds: cost.microseconds / 1000,
  multiplyAdds: cost.multiplyAdds,
  bytes: cost.bytes,
  error: errorOf(formulation.error),
});

const errorOf = (error: ErrorClass): KernelCandidate['error'] => (error.kind === 'exact' ? 'direct sum' : error.bound);
