import { oneOf, trueOrFalse } from '../fields/choice.js';
import { either } from '../fields/either.js';
import { absentOr, optional, required, type FieldsOf } from '../fields/field.js';
import { listOf } from '../fields/list.js';
import { finiteNumber, positiveInteger, positiveNumber } from '../fields/number.js';
import { record } from '../fields/record.js';
import { size2d, type Size2d } from '../fields/size2d.js';

/** (pixel / 255 − mean) / std, a value for each stored channel. */
export interface Standardization {
  readonly mean: readonly number[];
  readonly std: readonly number[];
}

/** A random window of the stored size out of the image with `padding` zeros around it. */
export interface RandomCrop {
  readonly padding: number;
}

/** What the network is fed. */
export interface Dataset {
  readonly name: 'fashion-mnist';
  /** Bilinear, half-pixel centres, no antialias. @defaultValue the model's input size */
  readonly resize?: Size2d;
  /** `'unit'`: pixel / 255. @defaultValue 'unit' */
  readonly scale?: 'unit' | Standardization;
  /** Of training images, before the resize. @defaultValue none */
  readonly crop?: RandomCrop;
  /** Mirrors half of the training images. @defaultValue false */
  readonly horizontalFlip?: boolean;
}

const standardization: FieldsOf<Standardization> = {
  mean: required(listOf(finiteNumber, 'a list of numbers, one for each channel')),
  std: required(listOf(positiveNumber, 'a list of numbers above 0, one for each channel')),
};

const crop: FieldsOf<RandomCrop> = { padding: required(positiveInteger) };

const fields: FieldsOf<Dataset> = {
  name: required(oneOf(['fashion-mnist'])),
  resize: absentOr(size2d),
  scale: optional(either(oneOf(['unit']), record<Standardization>('{ "mean": […], "std": […] }', standardization)), 'unit'),
  crop: absentOr(record<RandomCrop>('{ "padding": … }', crop)),
  horizontalFlip: optional(trueOrFalse, false),
};

export const dataset = record<Dataset>('a dataset such as { "name": "fashion-mnist" }', fields);
