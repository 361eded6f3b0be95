import { ArchetypeError, checkRecipe } from '@archetype/spec';
import { suggestion } from '../../nearest.js';
import { readDocument } from '../../sources/document.js';
import { refuseFaults } from '../../sources/faults.js';
import { isObject } from '../../sources/isObject.js';
import type { Pointer } from '../../sources/position.js';
import { LIMITS, type Budget } from './budget.js';

interface Mistake {
  readonly pointer: Pointer;
  readonly message: string;
}

/** The budget in a `.json` or `.yaml` file. Throws with every mistake and its line: a wrong budget is a wrong call. */
export async function readBudget(path: string): Promise<Budget> {
  const document = await readDocument(path);
  refuseFaults(path, document);
  const mistakes = mistakesIn(document.value);
  const [first, ...more] = mistakes.map(({ pointer, message }) => ({ ...document.locate(pointer), message }));
  if (first === undefined) return document.value as Budget;
  throw new ArchetypeError({
    code: 'budget-invalid',
    subject: `${path}:${first.line}:${first.column}`,
    problem: first.message,
    details: more.map(({ line, column, message }) => `${line}:${column} ${message}`),
  });
}

function mistakesIn(value: unknown): readonly Mistake[] {
  if (!isObject(value)) return [{ pointer: [], message: 'a budget must be an object such as { "maxParameters": 1000000 }' }];
  const { format, models, ...limits } = value;
  return [
    ...(format === undefined || format === 'archetype-budget/1' ? [] : [{ pointer: ['format'], message: 'format must be "archetype-budget/1", or left out' }]),
    ...limitMistakes(limits, [], ['format', 'models']),
    ...modelMistakes(models),
  ];
}

function modelMistakes(models: unknown): readonly Mistake[] {
  if (models === undefined) return [];
  if (!isObject(models)) return [{ pointer: ['models'], message: 'models must be an object from names or globs to limits' }];
  return Object.entries(models).flatMap(([pattern, limits]) => {
    const pointer = ['models', pattern];
    if (pattern === '') return [{ pointer, message: 'a name or glob of a model must not be empty' }];
    return isObject(limits) ? limitMistakes(limits, pointer, []) : [{ pointer, message: 'limits must be an object such as { "maxParameters": 1000000 }' }];
  });
}

function limitMistakes({ batchSize, optimizer, ...limits }: Readonly<Record<string, unknown>>, pointer: Pointer, besides: readonly string[]): readonly Mistake[] {
  // Of batch size and optimiser a recipe's rules hold.
  const probe = { format: 'archetype-recipe/1', name: 'budget', model: 'lenet', ...(batchSize !== undefined && { batchSize }), ...(optimizer !== undefined && { optimizer }) };
  const trained = checkRecipe(probe).map(({ message, pointer: within }) => ({ pointer: [...pointer, ...within], message }));
  const limited = Object.entries(limits).flatMap(([name, limit]) => {
    const at = [...pointer, name];
    if (!(LIMITS as readonly string[]).includes(name)) {
      return [{ pointer: at, message: `unknown field ${JSON.stringify(name)}; ${suggestion(name, [...LIMITS, 'batchSize', 'optimizer', ...besides])}` }];
    }
    if (typeof limit === 'number' && Number.isFinite(limit) && limit >= 0) return [];
    return [{ pointer: at, message: `${name} must be a number of at least 0; received ${JSON.stringify(limit)}` }];
  });
  return [...limited, ...trained];
}
