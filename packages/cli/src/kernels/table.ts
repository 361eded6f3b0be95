import type { Colours } from '../terminal/colours.js';
import { compact, shape } from '../terminal/quantities.js';
import { table } from '../terminal/table.js';
import type { Kernel, KernelCandidate } from './kernels.js';

/** What the runners-up are cut to; `--json` has all. */
const OTHERS = 2;

const REMARK = 'Estimates are for forward and gradients together on one thread of a server core; only their proportions decide.';

/** A row for each convolution: what was chosen, what it costs, what it was up against. */
export function kernelTable(kernels: readonly Kernel[], colours: Colours): string {
  if (kernels.length === 0) return 'no convolutions: there is nothing to choose';
  const rows = kernels.map(({ path, input, output, kernelSize, stride, groups, chosen, others }) => [
    path,
    `${shape(input)} → ${shape(output)}`,
    `${shape(kernelSize)}${stride.every((each) => each === 1) ? '' : ` /${stride[0] === stride[1] ? stride[0] : shape(stride)}`}${groups === 1 ? '' : `, ${groups} groups`}`,
    chosen.formulation,
    milliseconds(chosen),
    compact(chosen.multiplyAdds),
    chosen.error === 'direct sum' ? chosen.error : `≤ ${chosen.error.toExponential()}`,
    others.slice(0, OTHERS).map((other) => `${other.formulation} ${milliseconds(other)}`).join(', ') + (others.length > OTHERS ? ` and ${others.length - OTHERS} more` : ''),
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
    ],
    rows,
    colours,
    [['', 'total', '', '', `${precise(total)} ms`, compact(adds)]],
  );
  return `${choices}\n\n${colours.dim(REMARK)}`;
}

const milliseconds = (candidate: KernelCandidate): string => `${precise(candidate.milliseconds)} ms`;

const precise = (value: number): string => (value >= 99.5 ? value.toFixed(0) : value.toPrecision(2));
