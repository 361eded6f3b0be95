import type { ResizeBilinear2d } from '@archetype/spec';
import type { Kernel } from '../kernel.js';

export const resizeBilinear2d: Kernel<ResizeBilinear2d> = ({ outputs: [y] }, { workspace, shape }) => {
  const [, , height, width] = shape(y);
  return (images) => [
    workspace.run('ResizeBilinear', { images }, { size: [height!, width!], alignCorners: false, halfPixelCenters: true }),
  ];
};
