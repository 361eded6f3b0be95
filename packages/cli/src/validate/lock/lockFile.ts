import { readFile } from 'node:fs/promises';
import { ArchetypeError } from '@archetype/spec';
import { refuseFaults } from '../../sources/faults.js';
import { isObject } from '../../sources/isObject.js';
import { readJson } from '../../sources/json.js';
import type { Pointer, Position } from '../../sources/position.js';
import { readSource } from '../../sources/read.js';
import type { LockEntry } from './entry.js';

const FORMAT = 'archetype-lock/1';

/** A lock file: model files by their path from it, and what is expected of each. */
export interface Lock {
  readonly models: ReadonlyMap<string, LockEntry>;
  /** Where the entry of a model stands. */
  locate(pointer: Pointer): Position;
}

export const emptyLock: Lock = { models: new Map(), locate: () => ({ line: 1, column: 1 }) };

/** Reads a lock file. Throws where there is none or it is damaged: it is written by `--update-lock` alone. */
export async function readLock(path: string): Promise<Lock> {
  const document = readJson(readSource(path));
  try {
    refuseFaults(path, document);
    if (!isLock(document.value)) throw new ArchetypeError({ code: 'lock-invalid', subject: path, problem: `this is no lock file of the format ${FORMAT}` });
  } catch (error) {
    if (!(error instanceof ArchetypeError)) throw error;
    throw new ArchetypeError({ ...error.explanation, code: 'lock-invalid', remedy: 'delete it and write it again with --update-lock' }, { cause: error });
  }
  return { models: new Map(Object.entries(document.value.models)), locate: document.locate };
}

/** Whether the file at the path holds a lock already; what cannot be read holds none. */
export async function lockExists(path: string): Promise<boolean> {
  return readFile(path).then(() => true, (error: NodeJS.ErrnoException) => error.code !== 'ENOENT');
}

/** The text of a lock file: sorted by path, a line a layer, so that a review shows what moved and merges seldom meet. */
export function lockText(models: ReadonlyMap<string, LockEntry>): string {
  const entries = [...models].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([path, entry]) => entryText(path, entry));
  const body = entries.length === 0 ? '{}' : `{\n${entries.join(',\n')}\n  }`;
  return `{\n  "format": "${FORMAT}",\n  "models": ${body}\n}\n`;
}

function entryText(path: string, { input, parameters, hash, layers }: LockEntry): string {
  const lines = layers.map((layer) => `        { "path": ${JSON.stringify(layer.path)}, "kind": "${layer.kind}", "output": [${layer.output.join(', ')}] }`);
  return [
    `    ${JSON.stringify(path)}: {`,
    `      "input": [${input.join(', ')}],`,
    `      "parameters": ${parameters},`,
    `      "hash": "${hash}",`,
    `      "layers": [\n${lines.join(',\n')}\n      ]`,
    '    }',
  ].join('\n');
}

function isLock(value: unknown): value is { readonly models: Readonly<Record<string, LockEntry>> } {
  return isObject(value) && value['format'] === FORMAT && isObject(value['models']) && Object.values(value['models']).every((entry) => isEntry(entry));
}

function isEntry(value: unknown): value is LockEntry {
  if (!isObject(value)) return false;
  const { input, parameters, hash, layers } = value;
  return isShape(input) && Number.isSafeInteger(parameters) && typeof hash === 'string' && Array.isArray(layers) && layers.every((layer) => isLayer(layer));
}

function isLayer(value: unknown): boolean {
  return isObject(value) && typeof value['path'] === 'string' && typeof value['kind'] === 'string' && isShape(value['output']);
}

function isShape(value: unknown): value is readonly number[] {
  return Array.isArray(value) && value.every((size) => Number.isSafeInteger(size));
}
