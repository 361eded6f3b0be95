import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ArchetypeError } from '@archetype/spec';
import { createJiti } from 'jiti';
import { note } from '../terminal/output.js';
import { plainValue, saidBy, UnreadablePart } from './plainValue.js';

/** What a model file may import without having installed it. */
const OURS = ['@archetype/spec', '@archetype/spec/random'] as const;

/**
 * The default export of a TypeScript or JavaScript module, as plain data. `@archetype/spec` resolves to the copy that this program uses, so
 * that a lone file works where nothing is installed.
 *
 * @throws ArchetypeError `module-failed` or `no-default-export`
 */
export async function importDefault(path: string): Promise<unknown> {
  const jiti = createJiti(import.meta.url, {
    alias: Object.fromEntries(OURS.map((name) => [name, fileURLToPath(import.meta.resolve(name))])),
    // A module without a default export must be told from one with.
    interopDefault: false,
    fsCache: false,
    moduleCache: false,
  });
  let exported: unknown;
  try {
    // What is exported may be a promise.
    exported = await runModule(path, async () => ((await jiti.import(resolve(path))) as { readonly default?: unknown }).default);
  } catch (error) {
    // What the author's own program says about its mistake is the author's to read: the model's error keeps its words.
    if (error instanceof Error && 'explanation' in error) throw error;
    throw moduleFailed(path, `the module could not be run: ${saidBy(error).trim()}${lineOf(error)}`, error);
  }
  if (exported === undefined) {
    throw new ArchetypeError({
      code: 'no-default-export',
      subject: path,
      problem: 'the module has no default export',
      remedy: 'export the model as its default: export default defineModel({ … })',
    });
  }
  try {
    return plainValue(exported);
  } catch (error) {
    if (!(error instanceof UnreadablePart)) throw error;
    throw moduleFailed(path, `${error.place === '' ? 'its default export' : error.place} could not be read: ${error.message}`, error);
  }
}

/**
 * Runs a module. One that ends the process, or waits for what never comes, would end the program as if all were well; and what one prints is
 * no result of ours, so it goes to standard error.
 */
async function runModule<Result>(path: string, load: () => Promise<Result>): Promise<Result> {
  const ended = (): void => {
    note(`error ${path}: the process ended while the module ran: it called process.exit, or awaits what never comes\n  let it only export the model`);
    process.exitCode = 2;
  };
  process.once('exit', ended);
  const write = process.stdout.write;
  process.stdout.write = process.stderr.write.bind(process.stderr);
  try {
    return await load();
  } finally {
    process.stdout.write = write;
    process.off('exit', ended);
  }
}

const moduleFailed = (path: string, problem: string, cause: unknown): ArchetypeError =>
  new ArchetypeError({ code: 'module-failed', subject: path, problem, remedy: 'run it alone to see where it fails' }, { cause });

/** Where a parser stopped: it says so in a line of its own. */
function lineOf(error: unknown): string {
  const line = error instanceof Error ? /\n\s*\S*:(\d+):\d+\s*$/.exec(error.message)?.[1] : undefined;
  return line === undefined ? '' : `, in line ${line}`;
}
