import type { FieldsGiven, Named } from './definition.js';
import { plainActivation } from './plainActivation.js';

/** x · min(max(x + 3, 0), 6) / 6. Howard et al. 2019, https://arxiv.org/abs/1905.02244 */
export interface HardSwish extends Named {
  readonly kind: 'hardSwish';
}

/** A layer as {@link HardSwish} describes it. */
export const hardSwish = (fields: FieldsGiven<HardSwish> = {}): HardSwish => ({ kind: 'hardSwish', ...fields });

export const hardSwishDefinition = plainActivation('hardSwish');
