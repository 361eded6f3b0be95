import type { FieldsGiven, Named } from './definition.js';
import { plainActivation } from './plainActivation.js';

/** max(x, 0). Nair and Hinton 2010, https://www.cs.toronto.edu/~fritz/absps/reluICML.pdf */
export interface Relu extends Named {
  readonly kind: 'relu';
}

/** A layer as {@link Relu} describes it. */
export const relu = (fields: FieldsGiven<Relu> = {}): Relu => ({ kind: 'relu', ...fields });

export const reluDefinition = plainActivation('relu');
