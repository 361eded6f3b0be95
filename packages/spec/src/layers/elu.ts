import type { FieldsGiven, Named } from './definition.js';
import { plainActivation } from './plainActivation.js';

/** x where x > 0, e^x − 1 elsewhere. Clevert et al. 2015, https://arxiv.org/abs/1511.07289 */
export interface Elu extends Named {
  readonly kind: 'elu';
}

/** A layer as {@link Elu} describes it. */
export const elu = (fields: FieldsGiven<Elu> = {}): Elu => ({ kind: 'elu', ...fields });

export const eluDefinition = plainActivation('elu');
