import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ArchetypeError } from '@archetype/spec';
import { createJiti } from 'jiti';

/** What a model file may import without having installed it. */
const OURS = ['@archetype/spec', '@archetype/spec/random'] as const;

/**
 * The default export of a TypeScript or JavaScript module. `@archetype/spec` resolves to the copy that this program uses, so
 * that a lone file works where nothing is installed.
 */
export async function importDefault(path: string): Promise<unknown> {
  const jiti = createJiti(import.meta.url, {
    alias: Object.fromEntries(OURS.map((name) => [name, fileURLToPath(import.meta.resolve(name))])),
    // A module without a default export must be told from one with.
    interopDefault: false,
    fsCache: false,
    moduleCache: false,
  });
  let loaded: unknown;
  try {
    loaded = await jiti.import(resolve(path));
  } catch (error) {
    // What the author's own program says about its mistake is the author's to read: the model's error keeps its words.
    if (error instanceof Error && 'explanation' in error) throw error;
    throw new ArchetypeError(
      { code: 'module-failed', subject: path, problem: `the module could not be run: ${firstLine(error)}`, remedy: 'run it alone to see where it fails' },
      { cause: error },
    );
  }
  const exported = (loaded as { readonly default?: unknown }).default;
  if (exported === undefined) {
    throw new ArchetypeError({
      code: 'no-default-export',
      subject: path,
      problem: 'the module has no default export',
      remedy: 'export the model as its default: export default defineModel({ … })',
    });
  }
  return exported;
}

function firstLine(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split('\n')[0] ?? '';
}
