import type { RepeatChannels } from '@archetype/spec';
import type { Kernel } from '../kernel.js';

export const repeatChannels: Kernel<RepeatChannels> = ({ outputs: [y] }, { workspace, shape }) => {
  const channels = shape(y)[1]!;
  return (x) => [workspace.run('Tile', { x }, { reps: [1, 1, 1, channels] })];
};
