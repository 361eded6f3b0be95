import { required, type FieldsOf } from '../fields/field.js';
import { positiveNumber } from '../fields/number.js';
import { record } from '../fields/record.js';

/**
 * Before each update, all gradients are multiplied by min(1, maxNorm / (norm + 1e-6)), norm being the L2 norm of all of them as one vector, weight decay not included.
 * Pascanu et al. 2012, https://arxiv.org/abs/1211.5063; https://docs.pytorch.org/docs/stable/generated/torch.nn.utils.clip_grad_norm_.html
 */
export interface GradientClipping {
  readonly maxNorm: number;
}

const fields: FieldsOf<GradientClipping> = { maxNorm: required(positiveNumber) };

export const gradientClipping = record<GradientClipping>('{ "maxNorm": … }', fields);
