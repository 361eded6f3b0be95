import { SpecError } from '../check/error.js';
import type { LeafKind } from '../layers/layer.js';
import type { ModelSpec } from '../model.js';
import { formatShape, isImage, type ImageShape, type Shape } from '../shapes/shape.js';
import { arrange, type MergeStep, type Value } from '../structure/arrange.js';
import { pixel, throughMerge, type Branch, type Field } from './field.js';
import { leafFields, type Fields } from './layerField.js';

/** What a layer's outputs see along one side of the input, in pixels. The input's first pixel is 0; padding counts as image. */
export interface SideField {
  /** How many pixels one output sees; of a flat layer, all of it together. */
  readonly size: number;
  /** From one output to the next: the effective stride. Of a flat layer, 0. */
  readonly jump: number;
  /** The first pixel that output 0 sees; negative in the padding. */
  readonly start: number;
  /** The middle of what output 0 sees: start + (size − 1) / 2. */
  readonly centre: number;
  /** Whether all outputs see the same: after a gate over the whole image, and where there is but one. Else each sees `jump` further on. */
  readonly shared: boolean;
  /** Whether every output sees the whole side. */
  readonly whole: boolean;
  /** False where outputs see more or less than each other, as after an uneven adaptive pool: then no output sees beyond these numbers. */
  readonly exact: boolean;
}

export interface LayerField {
  readonly path: string;
  readonly kind: LeafKind;
  readonly height: SideField;
  readonly width: SideField;
}

/**
 * The receptive field of every leaf layer: size ← size + (extent − 1)·jump, start ← start − padding·jump, jump ← jump·stride; branches see
 * what any of them sees, global pools and flat layers everything. Batch norm is that of inference. Araujo, Norris and Sim 2019,
 * https://doi.org/10.23915/distill.00021. Throws a `SpecError` for a model that is wrong or whose input is flat.
 */
export function receptiveFields(model: ModelSpec, { input = model.input }: { readonly input?: Shape } = {}): readonly LayerField[] {
  const arrangement = arrange(model, input);
  if (!isImage(input)) throw flatInput(model.name, input);
  const known = new Map<Value, Fields>([[arrangement.input, [pixel, pixel]]]);
  const seenBy = (value: Value): Fields => known.get(value) ?? [pixel, pixel];
  return arrangement.steps.flatMap((step) => {
    if (step.kind === 'merge') {
      known.set(step.output, mergedFields(step, seenBy));
      return [];
    }
    const fields = leafFields(step.layer, seenBy(step.input), step.input.shape);
    known.set(step.output, fields);
    return [{ path: step.path, kind: step.layer.kind, ...described(fields, step.output.shape, input) }];
  });
}

function mergedFields({ inputs, output }: MergeStep, seenBy: (value: Value) => Fields): Fields {
  const along = (axis: 0 | 1): Field => {
    const [first, ...rest] = inputs.map((value): Branch => ({ field: seenBy(value)[axis], count: countAlong(value.shape, axis) }));
    return first ? throughMerge([first, ...rest], countAlong(output.shape, axis)) : pixel;
  };
  return [along(0), along(1)];
}

function countAlong(shape: Shape, axis: 0 | 1): number {
  return isImage(shape) ? shape[axis + 1 as 1 | 2] : 1;
}

function described([rows, columns]: Fields, output: Shape, [, height, width]: ImageShape): Pick<LayerField, 'height' | 'width'> {
  return {
    height: side(rows, countAlong(output, 0), height, isImage(output)),
    width: side(columns, countAlong(output, 1), width, isImage(output)),
  };
}

function side(field: Field, count: number, input: number, image: boolean): SideField {
  // A bound may end between pixels.
  const start = Math.floor(field.start);
  const size = Math.ceil(field.start + field.size) - start;
  const whole = field.start + (count - 1) * field.step <= 0 && field.start + field.size >= input;
  return { size, jump: image ? field.jump : 0, start, centre: start + (size - 1) / 2, shared: field.step === 0 || count === 1, whole, exact: !field.bound };
}

function flatInput(name: string, input: Shape): SpecError {
  return new SpecError({
    code: 'needs-image-input',
    subject: name,
    problem: `its input ${formatShape(input)} is flat: there are no pixels to see`,
    remedy: 'ask this of a model whose input is [channels, height, width]',
  });
}
