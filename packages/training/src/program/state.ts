import { ArchetypeError, type StateTensor, type TensorName } from '@archetype/spec';
import type { TensorValues } from '../backend.js';
import { elementCount } from './elementCount.js';

/**
 * Holds values that are to be written against the state that the model declares. Some of it may be left out.
 *
 * @throws ArchetypeError `unknown-state`, `state-size`
 */
export function checkState(model: string, declared: readonly StateTensor[], values: TensorValues): void {
  const shapes = new Map(declared.map(({ name, shape }) => [name, shape]));
  for (const [name, { length }] of values) {
    const shape = shapes.get(name);
    if (shape === undefined) throw unknownState(model, name, [...shapes.keys()]);
    if (length !== elementCount(shape)) throw wrongSize(model, name, shape, length);
  }
}

const unknownState = (model: string, name: TensorName, known: readonly TensorName[]): ArchetypeError =>
  new ArchetypeError({
    code: 'unknown-state',
    subject: `${model}/${name}`,
    problem: 'the model has no state of this name',
    details: [`it has ${known.slice(0, 6).join(', ') || 'none'}${known.length > 6 ? ` and ${known.length - 6} more` : ''}`],
    remedy: 'write the state of the same model and the same optimiser',
  });

const wrongSize = (model: string, name: TensorName, shape: readonly number[], received: number): ArchetypeError =>
  new ArchetypeError({
    code: 'state-size',
    subject: `${model}/${name}`,
    problem: `received ${received} values, expected ${elementCount(shape)}`,
    details: [`[${shape.join(', ')}] holds ${shape.join(' · ') || '1'} = ${elementCount(shape)} values`],
    remedy: 'write the state of the same model',
  });
