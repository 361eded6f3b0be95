import type { Dataset } from '@archetype/spec';

/** What must be known of images to judge a recipe, without loading them. */
export interface DatasetFacts {
  /** `[channels, height, width]` */
  readonly shape: readonly [number, number, number];
  readonly classes: number;
  /** Training images: all, and those that come with the package. */
  readonly trainingImages: { readonly full: number; readonly sample: number };
}

export const datasetFacts: { readonly [Name in Dataset['name']]: DatasetFacts } = {
  'fashion-mnist': { shape: [1, 28, 28], classes: 10, trainingImages: { full: 60_000, sample: 10_000 } },
};
