import { isObject } from './isObject.js';

/** What a value says that it is, of whatever version; undefined where it says nothing of the kind. */
export function formatOf(value: unknown): 'model' | 'recipe' | undefined {
  const format = isObject(value) ? value['format'] : undefined;
  if (typeof format !== 'string') return undefined;
  if (format.startsWith('archetype-recipe/')) return 'recipe';
  return format.startsWith('archetype/') ? 'model' : undefined;
}
