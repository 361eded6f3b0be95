import type { FieldsGiven, Named } from './definition.js';
import { plainActivation } from './plainActivation.js';

/** 1 / (1 + e^−x). https://docs.pytorch.org/docs/stable/generated/torch.nn.Sigmoid.html */
export interface Sigmoid extends Named {
  readonly kind: 'sigmoid';
}

/** A layer as {@link Sigmoid} describes it. */
export const sigmoid = (fields: FieldsGiven<Sigmoid> = {}): Sigmoid => ({ kind: 'sigmoid', ...fields });

export const sigmoidDefinition = plainActivation('sigmoid');
