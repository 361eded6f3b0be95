import type { FieldsGiven, Named } from './definition.js';
import { plainActivation } from './plainActivation.js';

/** x·Φ(x), Φ the exact normal distribution function. Hendrycks and Gimpel 2016, https://arxiv.org/abs/1606.08415 */
export interface Gelu extends Named {
  readonly kind: 'gelu';
}

/** A layer as {@link Gelu} describes it. */
export const gelu = (fields: FieldsGiven<Gelu> = {}): Gelu => ({ kind: 'gelu', ...fields });

export const geluDefinition = plainActivation('gelu');
