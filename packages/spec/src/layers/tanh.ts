import type { FieldsGiven, Named } from './definition.js';
import { plainActivation } from './plainActivation.js';

/** (e^x − e^−x) / (e^x + e^−x). https://docs.pytorch.org/docs/stable/generated/torch.nn.Tanh.html */
export interface Tanh extends Named {
  readonly kind: 'tanh';
}

/** A layer as {@link Tanh} describes it. */
export const tanh = (fields: FieldsGiven<Tanh> = {}): Tanh => ({ kind: 'tanh', ...fields });

export const tanhDefinition = plainActivation('tanh');
