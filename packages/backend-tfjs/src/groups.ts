import { slice } from './slice.js';
import type { Tensor } from './tensor.js';
import type { Workspace } from './workspace.js';

/** The last axis cut into `count` equal parts. */
export function splitChannels(workspace: Workspace, x: Tensor, count: number): readonly Tensor[] {
  const outer = x.shape.slice(0, -1);
  const width = x.shape.at(-1)! / count;
  return Array.from({ length: count }, (_, part) =>
    slice(workspace, x, [...outer.map(() => 0), part * width], [...outer, width]),
  );
}

export function joinChannels(workspace: Workspace, parts: readonly Tensor[]): Tensor {
  return workspace.run('Concat', parts, { axis: parts[0]!.shape.length - 1 });
}

/**
 * A grouped convolution as one convolution a group. Activations and gradients are cut by channels, weights `[kH, kW, C/groups, O]` by
 * outputs: both the last axis.
 */
export function perGroup(
  workspace: Workspace,
  groups: number,
  operands: readonly (Tensor | undefined)[],
  one: (...operands: readonly (Tensor | undefined)[]) => Tensor,
): Tensor {
  if (groups === 1) return one(...operands);
  const [result] = workspace.tidy(() => {
    const parts = operands.map((operand) => operand && splitChannels(workspace, operand, groups));
    const results = Array.from({ length: groups }, (_, group) => one(...parts.map((part) => part?.[group])));
    return [joinChannels(workspace, results)] as const;
  });
  return result;
}
