import { oneOf } from '../fields/choice.js';
import { either } from '../fields/either.js';
import { optional, required, type FieldsOf } from '../fields/field.js';
import { positiveNumber } from '../fields/number.js';
import { record, variant } from '../fields/record.js';

/** N(0, std²). */
export interface NormalInitialization {
  readonly kind: 'normal';
  readonly std: number;
}

/**
 * Xavier (Glorot and Bengio 2010, https://proceedings.mlr.press/v9/glorot10a.html): bound √(6 / (fanIn + fanOut)), std √(2 / (fanIn + fanOut)).
 * Kaiming (He et al. 2015, https://arxiv.org/abs/1502.01852), for ReLU: bound √(6 / fanIn), std √(2 / fanIn).
 * `torchDefault`: uniform, bound 1 / √fanIn.
 */
export type WeightInitialization =
  | 'xavierUniform'
  | 'xavierNormal'
  | 'kaimingUniform'
  | 'kaimingNormal'
  | 'torchDefault'
  | NormalInitialization;

/** The first values of convolutions' and linear layers' parameters. Batch norms begin at weight 1 and bias 0. */
export interface Initialization {
  /** @defaultValue 'xavierUniform' */
  readonly weight?: WeightInitialization;
  /** `torchDefault`: uniform, bound 1 / √(fan in of the weight). @defaultValue 'zeros' */
  readonly bias?: 'zeros' | 'torchDefault';
}

const normal: FieldsOf<NormalInitialization, 'kind'> = { std: required(positiveNumber) };

const fields: FieldsOf<Initialization> = {
  weight: optional(
    either(
      oneOf(['xavierUniform', 'xavierNormal', 'kaimingUniform', 'kaimingNormal', 'torchDefault']),
      variant<NormalInitialization>('{ "kind": "normal", "std": … }', { normal }),
    ),
    'xavierUniform',
  ),
  bias: optional(oneOf(['zeros', 'torchDefault']), 'zeros'),
};

export const initialization = record<Initialization>('an object of weight and bias', fields);
