import type { Colours } from '../terminal/colours.js';
import { compact, shape } from '../terminal/quantities.js';
import { table } from '../terminal/table.js';
import type { Kernel, KernelCandidate } from './kernels.js';

const REMARK = 'Estimates are for forward and gradients together on one thread of a server core; only their proportions decide.';

/**
 * A row for each convolution: what was chosen, what it costs, what it was up against.
 *
 * @param width characters of a line
 */
export function kernelTable(kernels: readonly Kernel[], colours: Colours, width: number): string {
  if (kernels.length === 0) return 'no convolutions: there is nothing to choose';
  const rows = kernels.map(({ path, input, output, kernelSize, stride, groups, chosen, others }) => [
    path,
    `${shape(input)} → ${shape(output)}`,
    `${shape(kernelSize)}${stride.every((each) => each === 1) ? '' : ` /${stride[0] === stride[1] ? stride[0] : shape(stride)}`}${groups === 1 ? '' : `, ${groups} groups`}`,
    chosen.formulation,
    milliseconds(chosen),
    compact(chosen.multiplyAdds),
    chosen.error === 'direct sum' ? chosen.error : `≤ ${chosen.error.toExponential()}`,
    runnerUp(others[0]),
    runnerUp(others[1]),
    others.length > 2 ? String(others.length - 2) : '',
  ]);
  const total = kernels.reduce((sum, { chosen }) => sum + chosen.milliseconds, 0);
  const adds = kernels.reduce((sum, { chosen }) => sum + chosen.multiplyAdds, 0);
  const choices = table(
    [
      { title: 'layer' },
      { title: 'convolution' },
      { title: 'kernel' },
      { title: 'written as' },
      { title: 'estimate', align: 'right' },
      { title: 'multiply-adds', align: 'right' },
      { title: 'rounding' },
      { title: 'against' },
      { title: 'and' },
      // `--json` has them.
      { title: 'more', align: 'right' },
    ],
    rows,
    colours,
    { foot: [['total', '', '', '', `${precise(total)} ms`, compact(adds)]], width },
  );
  return `${choices}\n\n${colours.dim(REMARK)}`;
}

const runnerUp = (candidate: KernelCandidate | undefined): string => (candidate === undefined ? '' : `${candidate.formulation} ${milliseconds(candidate)}`);

const milliseconds = (candidate: KernelCandidate): string => `${precise(candidate.milliseconds)} ms`;

const precise = (value: number): string => (value >= 99.5 ? value.toFixed(0) : value.toPrecision(2));
