import type { Pair } from '@archetype/spec';
import { slice } from './slice.js';
import type { Tensor } from './tensor.js';
import type { Workspace } from './workspace.js';

/** Puts `dilation − 1` zeros between a filter's rows and columns: `[kH, kW, I, O]` → `[dH·(kH − 1) + 1, dW·(kW − 1) + 1, I, O]`. */
export function dilateFilter(workspace: Workspace, filter: Tensor, dilation: Pair): Tensor {
  if (dilation.every((step) => step === 1)) return workspace.alias(filter);
  const [height, width, inChannels, outChannels] = filter.shape as [number, number, number, number];
  const [result] = workspace.tidy(() => {
    const rows = spread(workspace, workspace.alias(filter, [height, 1, width * inChannels * outChannels]), dilation[0]);
    const newHeight = rows.shape[0]!;
    const columns = workspace.alias(rows, [newHeight, width, inChannels * outChannels]);
    const turned = workspace.run('Transpose', { x: columns }, { perm: [1, 0, 2] });
    const spreadColumns = spread(workspace, turned, dilation[1]);
    const back = workspace.run('Transpose', { x: spreadColumns }, { perm: [1, 0, 2] });
    return [workspace.alias(back, [newHeight, spreadColumns.shape[0]!, inChannels, outChannels])] as const;
  });
  return result;
}

/** Zeros between the entries of the first of three axes. */
function spread(workspace: Workspace, x: Tensor, step: number): Tensor {
  if (step === 1) return workspace.alias(x);
  const [count, middle, inner] = x.shape as [number, number, number];
  const wide = workspace.alias(x, [count, middle * inner]);
  const paddings = [
    [0, 0],
    [0, (step - 1) * middle * inner],
  ];
  const padded = workspace.run('PadV2', { x: wide }, { paddings, constantValue: 0 });
  const all = workspace.alias(padded, [count * step, middle, inner]);
  return slice(workspace, all, [0, 0, 0], [(count - 1) * step + 1, middle, inner]);
}
