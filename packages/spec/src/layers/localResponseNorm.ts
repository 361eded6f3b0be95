import { optional, required } from '../fields/field.js';
import { nonNegativeNumber, positiveInteger, positiveNumber } from '../fields/number.js';
import { isImage } from '../shapes/shape.js';
import { outputTensor, type FieldsGiven, type LayerDefinition, type Named } from './definition.js';
import { needsImage } from './needsImage.js';

/**
 * y = x / (k + alpha/size · Σ x[c']²)^beta over the size channels around c. `[N, C, H, W]`, same shape.
 * Krizhevsky et al. 2012, section 3.3, as in https://docs.pytorch.org/docs/stable/generated/torch.nn.LocalResponseNorm.html
 */
export interface LocalResponseNorm extends Named {
  readonly kind: 'localResponseNorm';
  /** Channels in the sum. */
  readonly size: number;
  /** @defaultValue 1e-4 */
  readonly alpha?: number;
  /** @defaultValue 0.75 */
  readonly beta?: number;
  /** @defaultValue 1 */
  readonly k?: number;
}

/** A layer as {@link LocalResponseNorm} describes it. */
export const localResponseNorm = (fields: FieldsGiven<LocalResponseNorm>): LocalResponseNorm => ({ kind: 'localResponseNorm', ...fields });

export const localResponseNormDefinition: LayerDefinition<LocalResponseNorm> = {
  fields: {
    size: required(positiveInteger),
    alpha: optional(nonNegativeNumber, 1e-4),
    beta: optional(nonNegativeNumber, 0.75),
    k: optional(positiveNumber, 1),
  },

  shape: (_, input) => (isImage(input) ? { output: input } : needsImage(input)),

  lower({ size, alpha, beta, k }, site, graph) {
    const output = outputTensor(site, graph);
    graph.emit({ kind: 'localResponseNorm', path: site.path, size, alpha, beta, k, inputs: [site.input], outputs: [output] });
    return output;
  },
};
