/**
 * The input gradient of a strided convolution along one side, as ordinary convolutions.
 *
 * Input h gets a contribution from output i through tap a where `i·stride + a·dilation = h + begin`. Inputs of one residue
 * of `h + begin` by the stride (a phase) use the same taps, `firstTap, firstTap + tapStep, …`, and reading those backwards
 * they are a convolution of the output's gradient, with stride 1. All phases together do just the multiplications that the sum has.
 */
export interface Phase {
  /** The phase's inputs are `first, first + stride, …`, `count` of them. */
  readonly first: number;
  readonly count: number;
  /** Taps in ascending order; the convolution reads them from the last. None: the phase's gradient is zero. */
  readonly taps: readonly number[];
  /** Of the convolution over the output's gradient. Negative padding takes that much off. */
  readonly dilation: number;
  readonly begin: number;
  readonly end: number;
}

export interface Side {
  readonly inputSize: number;
  readonly outputSize: number;
  readonly kernelSize: number;
  readonly stride: number;
  readonly dilation: number;
  /** Padding before the first input. */
  readonly begin: number;
}

export function inputGradientPhases({ inputSize, outputSize, kernelSize, stride, dilation, begin }: Side): readonly Phase[] {
  const divisor = greatestCommonDivisor(stride, dilation);
  const tapStep = stride / divisor;
  return Array.from({ length: Math.min(stride, inputSize) }, (_, first): Phase => {
    const residue = (first + begin) % stride;
    const count = Math.ceil((inputSize - first) / stride);
    const firstTap = Array.from({ length: kernelSize }, (__, tap) => tap).find((tap) => (tap * dilation) % stride === residue);
    const taps = firstTap === undefined ? [] : Array.from({ length: Math.ceil((kernelSize - firstTap) / tapStep) }, (__, t) => firstTap + t * tapStep);
    const step = dilation / divisor;
    const reach = (taps.length - 1) * step;
    // Input first + r·stride reads outputs r + (first + begin − residue)/stride − (firstTap·dilation − residue)/stride − t·step.
    const before = ((firstTap ?? 0) * dilation - first - begin) / stride + reach;
    return { first, count, taps, dilation: step, begin: before, end: count - outputSize - before + reach };
  });
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}
