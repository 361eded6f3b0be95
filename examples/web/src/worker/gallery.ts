import type { LabelledImages } from '@archetype/datasets';
import type { GalleryImage } from '../messages.js';

/** The first image of each class. */
export function galleryOf({ images, labels, shape }: LabelledImages, classes: number): readonly GalleryImage[] {
  const size = shape.reduce((product, side) => product * side, 1);
  return Array.from({ length: classes }, (_, label) => {
    const at = labels.indexOf(label);
    return { label, pixels: images.slice(at * size, (at + 1) * size) };
  });
}
