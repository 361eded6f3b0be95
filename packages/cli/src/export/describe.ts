import type { Recipe } from '@archetype/spec';
import type { Subject } from './subject.js';

/**
 * What a reader of the file must know that its tensors do not say; kept in its metadata.
 *
 * @param shape of a sample, as the file has it. @defaultValue channels first
 */
export function describeSubject({ model, recipe, origin, step, classNames }: Subject, shape: readonly number[] = model.input): Readonly<Record<string, string>> {
  return {
    model: model.name,
    input: `float32 [N, ${shape.join(', ')}], ${preprocessing(recipe.dataset)}`,
    weights: origin,
    step: String(step),
    ...(classNames !== undefined && { classes: classNames.join(', ') }),
  };
}

/** How a pixel of 0 to 255 becomes a value of the input. */
export function preprocessing({ scale }: Recipe['dataset']): string {
  return scale === 'unit' ? 'pixel / 255' : `(pixel / 255 - [${scale.mean.join(', ')}]) / [${scale.std.join(', ')}]`;
}
