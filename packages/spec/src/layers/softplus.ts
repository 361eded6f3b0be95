import type { FieldsGiven, Named } from './definition.js';
import { plainActivation } from './plainActivation.js';

/** log(1 + e^x). https://docs.pytorch.org/docs/stable/generated/torch.nn.Softplus.html */
export interface Softplus extends Named {
  readonly kind: 'softplus';
}

/** A layer as {@link Softplus} describes it. */
export const softplus = (fields: FieldsGiven<Softplus> = {}): Softplus => ({ kind: 'softplus', ...fields });

export const softplusDefinition = plainActivation('softplus');
