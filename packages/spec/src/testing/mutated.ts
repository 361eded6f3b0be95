import * as fc from 'fast-check';
import { choices, type Choices } from './choices.js';

const junk = [
  null, 0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 31, 2 ** 53, 1e308, '', '__proto__', 'constructor', 'same', 'conv2d', 'parallel',
  '0', true, false, [], {}, [[]], [null], [1, 1], [0, 0, 0, 0], { kind: 'relu' }, { kind: 'sequential' }, { kind: 'parallel', branches: [[]] },
  { toString: 1 }, 'x'.repeat(1000),
] as const;

const keys = ['kind', 'name', 'layers', 'branches', 'kernelSize', '__proto__', 'constructor', 'stride', 'input', 'toJSON', '$schema'] as const;

/** A JSON value with a few random changes: values replaced by junk, by each other or removed, keys renamed, items repeated, layers nested. */
export function mutated(value: unknown): fc.Arbitrary<unknown> {
  return fc.array(fc.nat(999_983), { minLength: 12, maxLength: 12 }).map((numbers) => mutate(value, numbers));
}

/** The change that these numbers stand for. */
export function mutate(value: unknown, numbers: readonly number[]): unknown {
  const choose = choices(numbers);
  let result = value;
  for (let i = choose.between(1, 3); i > 0; i -= 1) result = mutateOnce(result, value, choose);
  return result;
}

/** Descends to a random place, and changes what is there. */
function mutateOnce(value: unknown, whole: unknown, choose: Choices): unknown {
  const children = Array.isArray(value) ? value.length : isRecord(value) ? Object.keys(value).length : 0;
  if (children === 0 || choose.between(0, 4) === 0) return changed(value, whole, choose);
  const at = choose.between(0, children - 1);
  if (Array.isArray(value)) return value.with(at, mutateOnce(value[at], whole, choose));
  const record = value as Readonly<Record<string, unknown>>;
  const key = Object.keys(record)[at] ?? '';
  return defined(Object.entries(record).map(([name, entry]) => [name, name === key ? mutateOnce(entry, whole, choose) : entry]));
}

function changed(value: unknown, whole: unknown, choose: Choices): unknown {
  const change = choose.oneOf(['junk', 'remove', 'rename', 'repeat', 'nest', 'graft', 'perturb', 'add'] as const);
  const at = choose.between(0, 3);
  if (change === 'graft') return whole;
  if (change === 'nest') return nested(value, choose.oneOf([1, 5, 300]));
  if (change === 'perturb' && typeof value === 'number') return value + choose.oneOf([1, -1, 0.5, 1000, -1000, 2 ** 31]);
  if (Array.isArray(value)) {
    if (change === 'remove') return value.toSpliced(at, 1);
    if (change === 'repeat') return [...value, ...value];
    if (change === 'add') return [...value, choose.oneOf(junk)];
  } else if (isRecord(value)) {
    const entries = Object.entries(value);
    if (change === 'remove') return defined(entries.toSpliced(at, 1));
    if (change === 'rename') return defined(entries.map(([name, entry], i) => [i === at ? choose.oneOf(keys) : name, entry]));
    if (change === 'add') return defined([...entries, [choose.oneOf(keys), choose.oneOf(junk)]]);
  }
  return choose.oneOf(junk);
}

function nested(value: unknown, depth: number): unknown {
  let result: unknown = value;
  for (let i = 0; i < depth; i += 1) result = i % 2 === 0 ? { kind: 'sequential', layers: [result] } : { kind: 'parallel', merge: 'add', branches: [[result]] };
  return result;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

/** As JSON.parse makes objects: `__proto__` is a property like any other. */
function defined(entries: readonly (readonly [string, unknown])[]): object {
  return Object.fromEntries(entries);
}
