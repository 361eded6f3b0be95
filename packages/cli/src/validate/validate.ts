import { ArchetypeError } from '@archetype/spec';
import type { ValidateFormat, ValidateOptions } from '../commands/validate.js';
import { note, print, printJson } from '../terminal/output.js';
import type { Budget } from './budget/budget.js';
import { examine, type Examined } from './examine.js';
import { filesOf } from './files.js';
import { inOrder, type CheckedFile, type LocatedFinding } from './finding.js';
import type { LockEntry } from './lock/entry.js';
import type { Lock } from './lock/lockFile.js';

/** `archetype validate`: exit 1 when there is a finding in any of the files. Each further check is loaded when it is asked for. */
export async function validateFiles(patterns: readonly string[], options: ValidateOptions): Promise<void> {
  const { lock, updateLock, weights, json, format } = options;
  if (json === true && (format === 'sarif' || format === 'github')) throw wrongCall('--json', `the format is ${format}, and only one of them can be written`, 'leave one of them out');
  if (updateLock === true && lock === undefined) throw wrongCall('--update-lock', 'there is no lock to update', 'name it: --lock archetype.lock.json --update-lock');
  const against = await references(options);
  const sources = await sourcesOf(patterns, options);
  if (weights !== undefined && sources.length !== 1) {
    throw wrongCall('--weights', `weights are of one model, and these are ${sources.length} files`, 'name the model that they are for');
  }
  const checked: CheckedFile[] = [];
  const entries: (readonly [string, LockEntry])[] = [];
  // One after the other, so that of a thousand files no more than what was found is kept.
  for (const source of sources) {
    const examined = typeof source === 'string' ? await examine(source) : source;
    checked.push(...(await held(examined, against, options)));
    if (lock !== undefined && updateLock === true) entries.push(...(await entriesOf(examined, lock)));
  }
  if (lock !== undefined && updateLock === true) await update(lock, entries);
  if (lock !== undefined && against.lock !== undefined) {
    const { staleEntries } = await import('./lock/findings.js');
    const stale = staleEntries(against.lock, lock);
    if (stale !== undefined) checked.push(stale);
  }
  if (checked.some(({ ok }) => !ok)) process.exitCode = 1;
  await show(checked, json === true ? 'json' : format);
}

interface References {
  readonly budget?: Budget;
  readonly lock?: Lock;
}

/** What files are held against, read first: a budget that is wrong is a wrong call. */
async function references({ budget, lock, updateLock }: ValidateOptions): Promise<References> {
  return {
    ...(budget !== undefined && { budget: await (await import('./budget/read.js')).readBudget(budget) }),
    ...(lock !== undefined && updateLock !== true && { lock: await (await import('./lock/lockFile.js')).readLock(lock) }),
  };
}

/** The files to examine, or the model of the zoo that weights are for. */
async function sourcesOf(patterns: readonly string[], { budget, lock, weights }: ValidateOptions): Promise<readonly (string | Examined)[]> {
  const [only] = patterns;
  if (weights !== undefined && patterns.length === 1 && only !== undefined) {
    const { zooSubject } = await import('./weights/zooSubject.js');
    const subject = zooSubject(only, weights);
    if (subject !== undefined) return [subject];
  }
  return filesOf(patterns, [budget, lock].filter((file) => file !== undefined));
}

/** A file's own findings, and those against the budget, the lock and the weights. */
async function held(examined: Examined, { budget, lock }: References, options: ValidateOptions): Promise<readonly CheckedFile[]> {
  const { file, kind } = examined;
  const findings: LocatedFinding[] = [...examined.findings];
  if (budget !== undefined && options.budget !== undefined) {
    const { budgetFindings } = await import('./budget/findings.js');
    findings.push(...budgetFindings(examined, budget, options.budget));
  }
  if (lock !== undefined && options.lock !== undefined) {
    const { lockFindings } = await import('./lock/findings.js');
    findings.push(...lockFindings(examined, lock, options.lock));
  }
  const { findings: ofWeights, notes, weights } = options.weights === undefined ? NO_WEIGHTS : await (await import('./weights/findings.js')).checkWeights(examined, options.weights);
  findings.push(...ofWeights);
  const checked = { file, ...(kind && { kind }), ok: findings.length === 0, findings: inOrder(findings), ...(notes.length > 0 && { notes }) };
  return weights === undefined ? [checked] : [checked, weights];
}

const NO_WEIGHTS = { findings: [], notes: [], weights: undefined } as const;

async function entriesOf(examined: Examined, lock: string): Promise<readonly (readonly [string, LockEntry])[]> {
  const { namedEntry } = await import('./lock/update.js');
  const entry = namedEntry(examined, lock);
  return entry === undefined ? [] : [entry];
}

async function update(lock: string, entries: readonly (readonly [string, LockEntry])[]): Promise<void> {
  const { updateLock } = await import('./lock/update.js');
  const { added, changed, removed } = await updateLock(lock, entries);
  note(`${lock}: ${added} added, ${changed} changed, ${removed} removed`);
}

async function show(files: readonly CheckedFile[], format: ValidateFormat): Promise<void> {
  if (format === 'json') return printJson({ files });
  if (format === 'text') {
    const [{ textOf }, { coloursOf }] = await Promise.all([import('./formats/text.js'), import('../terminal/colours.js')]);
    return print(textOf(files, coloursOf(process.stdout)));
  }
  const { repositoryPaths } = await import('./repositoryPath.js');
  if (format === 'sarif') return printJson((await import('./formats/sarif.js')).sarifOf(files, repositoryPaths()));
  print((await import('./formats/github.js')).githubOf(files, repositoryPaths()));
}

function wrongCall(subject: string, problem: string, remedy: string): ArchetypeError {
  return new ArchetypeError({ code: 'wrong-call', subject, problem, remedy });
}
