import type { Finding } from '@archetype/spec';
import type { Subject } from '../examine.js';
import { datasetFit } from './datasetFit.js';
import { modelOf } from './modelOf.js';
import { trainingOf } from './training.js';

/**
 * What is wrong between a recipe and its model, be it a zoo name, a file beside the recipe or a model in place.
 *
 * @param found what is wrong with the recipe alone: what depends on it is not judged
 */
export async function checkAgainstModel(
  value: object,
  found: readonly Finding[],
  file: string,
): Promise<{ readonly findings: readonly Finding[]; readonly subject?: Subject }> {
  if (found.some(({ pointer }) => pointer[0] === 'model')) return { findings: [] };
  const reference = (value as { readonly model?: unknown }).model;
  if (reference === undefined) return { findings: [] };
  const { model, findings = [] } = await modelOf(reference, file);
  if (model === undefined) return { findings };
  const training = trainingOf(value, found, model);
  const place = typeof reference === 'string' ? {} : { place: ['model'] };
  if (training === undefined) return { findings };
  const misfits = datasetFit(model, training);
  return { findings: [...findings, ...misfits], ...(misfits.length === 0 && { subject: { model, ...place, training } }) };
}
