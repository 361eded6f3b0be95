import { oneOf, trueOrFalse } from '../fields/choice.js';
import { either } from '../fields/either.js';
import { absentOr, optional, required, type FieldsOf } from '../fields/field.js';
import { listOf } from '../fields/list.js';
import { finiteNumber, positiveNumber, wholeNumber } from '../fields/number.js';
import { record } from '../fields/record.js';
import { size2d, type Size2d } from '../fields/size2d.js';

/** (pixel / 255 − mean) / std, a value for each stored channel. */
export interface Standardization {
  readonly mean: readonly number[];
  readonly std: readonly number[];
}

/** What the network is fed. */
export interface Dataset {
  readonly name: 'fashion-mnist';
  /** Bilinear, half-pixel centres, no antialias. @defaultValue the model's input size */
  readonly resize?: Size2d;
  /** `'unit'`: pixel / 255. @defaultValue 'unit' */
  readonly scale?: 'unit' | Standardization;
  /** Zeros around each training image, in pixels, before a window of the stored size is cut out at random. @defaultValue 0 */
  readonly crop?: number;
  /** Mirrors half of the training images. @defaultValue false */
  readonly horizontalFlip?: boolean;
}

const standardization: FieldsOf<Standardization> = {
  mean: required(listOf(finiteNumber, 'a list of numbers, one for each channel')),
  std: required(listOf(positiveNumber, 'a list of numbers above 0, one for each channel')),
};

const fields: FieldsOf<Dataset> = {
  name: required(oneOf(['fashion-mnist'])),
  resize: absentOr(size2d),
  scale: optional(either(oneOf(['unit']), record<Standardization>('{ "mean": […], "std": […] }', standardization)), 'unit'),
  crop: optional(wholeNumber, 0),
  horizontalFlip: optional(trueOrFalse, false),
};

export const dataset = record<Dataset>('a dataset such as { "name": "fashion-mnist" }', fields);
