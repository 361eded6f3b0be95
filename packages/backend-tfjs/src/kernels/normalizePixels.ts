import type { NormalizePixels } from '@archetype/spec';
import { formula } from '../formula.js';
import type { Kernel } from '../kernel.js';

/** (pixels / 255 − mean) / std, per channel */
export const normalizePixels: Kernel<NormalizePixels> = ({ mean, std }, { workspace }) => {
  const perChannel = (values: readonly number[]) =>
    workspace.constant(`channels ${values.join()}`, [values.length], () => Float32Array.from(values));
  return (pixels) => [
    formula(workspace, ({ float, divide, subtract }) => {
      const unit = divide(float(pixels), 255);
      return mean === undefined || std === undefined ? unit : divide(subtract(unit, perChannel(mean)), perChannel(std));
    }),
  ];
};
