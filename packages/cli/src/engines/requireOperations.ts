import { ArchetypeError, type ModelSpec, type Recipe } from '@archetype/spec';
import { createGraphSet, refusal, type OperationTable, type StepGraph } from '@archetype/training';
import { listed } from '../nearest.js';
import { limitsOf, operationTables } from './operations.js';

/** What is known of the engines: of one, and of all. */
interface Support {
  readonly limitsOf: typeof limitsOf;
  readonly operationTables: typeof operationTables;
}

/**
 * Holds a training step against what the engines can run, before images or a runtime are loaded.
 *
 * @param support @defaultValue what the backends' own code says
 * @throws ArchetypeError `operation-unsupported`, with the layer, the operation and the engines that run it
 */
export async function requireOperations(engines: readonly string[], { model, recipe }: { readonly model: ModelSpec; readonly recipe: Recipe }, support: Support = { limitsOf, operationTables }): Promise<void> {
  const graph = createGraphSet({ model, recipe }).training(recipe.batchSize);
  for (const engine of engines) {
    const rows = await support.limitsOf(engine);
    const refused = rows === undefined ? [] : refusedBy(rows, graph);
    if (refused[0] !== undefined) throw unsupported(model, engine, refused, enginesFor(await support.operationTables(), graph));
  }
}

interface Refused {
  readonly path: string;
  readonly kind: string;
  readonly reason: string;
}

function refusedBy(rows: OperationTable, { operations }: StepGraph): readonly Refused[] {
  return operations.flatMap((operation) => {
    const reason = refusal(rows, operation);
    return reason === undefined ? [] : [{ path: operation.path, kind: operation.kind, reason }];
  });
}

function enginesFor(tables: ReadonlyMap<string, OperationTable>, graph: StepGraph): readonly string[] {
  return [...tables].filter(([, rows]) => refusedBy(rows, graph).length === 0).map(([engine]) => engine);
}

function unsupported({ name }: ModelSpec, engine: string, refused: readonly Refused[], others: readonly string[]): ArchetypeError {
  const [first] = refused as readonly [Refused];
  return new ArchetypeError({
    code: 'operation-unsupported',
    subject: `${name}/${first.path}`,
    problem: `${engine} cannot train this layer: ${first.reason}`,
    ...(refused.length > 1 && { details: [`so with ${refused.length} operations of the step, this is the first`] }),
    remedy: `use ${listed(others, 'or')}; archetype doctor --ops shows what each engine runs`,
  });
}
