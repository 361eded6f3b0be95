import type { Tensor } from './tensor.js';
import type { Workspace } from './workspace.js';

/**
 * Sums over neighbouring channels as a matrix `[C, C]`: column c has ones in rows c − ⌊size/2⌋ … c + ⌊(size − 1)/2⌋.
 * Transposed, each channel gathers from those whose sum it is part of.
 */
export function channelBand(workspace: Workspace, channels: number, size: number, transposed: boolean): Tensor {
  return workspace.constant(`band ${channels} ${size} ${transposed}`, [channels, channels], () => {
    const band = new Float32Array(channels * channels);
    for (let c = 0; c < channels; c += 1) {
      const last = Math.min(channels - 1, c + Math.floor((size - 1) / 2));
      for (let other = Math.max(0, c - Math.floor(size / 2)); other <= last; other += 1)
        band[transposed ? c * channels + other : other * channels + c] = 1;
    }
    return band;
  });
}

/** Multiplies every position's channels by a matrix `[C, C]`. */
export function mixChannels(workspace: Workspace, x: Tensor, matrix: Tensor): Tensor {
  const channels = matrix.shape[0]!;
  const positions = x.shape.slice(0, -1).reduce((product, size) => product * size, 1);
  const [result] = workspace.tidy(() => {
    const rows = workspace.alias(x, [positions, channels]);
    const product = workspace.run('BatchMatMul', { a: rows, b: matrix }, { transposeA: false, transposeB: false });
    return [workspace.alias(product, x.shape)] as const;
  });
  return result;
}
