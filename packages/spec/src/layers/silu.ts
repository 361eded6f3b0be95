import type { FieldsGiven, Named } from './definition.js';
import { plainActivation } from './plainActivation.js';

/** x / (1 + e^−x). Elfwing et al. 2017, https://arxiv.org/abs/1702.03118 */
export interface Silu extends Named {
  readonly kind: 'silu';
}

/** A layer as {@link Silu} describes it. */
export const silu = (fields: FieldsGiven<Silu> = {}): Silu => ({ kind: 'silu', ...fields });

export const siluDefinition = plainActivation('silu');
