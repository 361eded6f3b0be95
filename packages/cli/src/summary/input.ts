import { ArchetypeError, type ModelSpec, type Shape } from '@archetype/spec';
import { shape } from '../terminal/quantities.js';

/** `--input` as an input of this model. */
export function inputFor(model: ModelSpec, input: readonly number[]): Shape {
  const given = shapeOf(input);
  if (given.length === model.input.length) return given;
  throw new ArchetypeError({
    code: 'input-rank',
    subject: '--input',
    problem: `${shape(input)} is not an input of ${model.name}, whose own is ${shape(model.input)}`,
    remedy: model.input.length === 3 ? 'give channels, height and width, such as 1,96,96' : 'give a number of features',
  });
}

/** Sizes as they come from the command line, one or three, as a shape. */
export function shapeOf([first = 1, height, width]: readonly number[]): Shape {
  return height === undefined || width === undefined ? [first] : [first, height, width];
}
