import type { TensorInfo, TensorName } from '@archetype/spec';
import type { StepOperation } from '@archetype/training';
import { expect } from 'vitest';
import { interpret } from '../interpret.js';
import { readFixture } from './fixture.js';

/** A small step graph with the values that somebody else computed for it. */
export interface Case {
  readonly name: string;
  readonly operations: readonly StepOperation[];
  readonly tensors: Readonly<Record<TensorName, TensorInfo>>;
  /** Numbers, or float32 in base64, little endian. */
  readonly given: Readonly<Record<TensorName, readonly number[] | string>>;
  readonly expected: Readonly<Record<TensorName, readonly number[] | string>>;
}

/** The cases of a file under `fixtures/`, in the format that `scripts/` writes. */
export function readCases(file: string): readonly Case[] {
  return (readFixture(file) as { readonly cases: readonly Case[] }).cases;
}

/** Runs a case, and expects each value within `tolerance` · max(1, |expected|). */
export function expectCase({ name, operations, tensors, given, expected }: Case, tolerance: number): void {
  const values = new Map(Object.entries(given).map(([tensor, value]) => [tensor, decode(value)]));
  const computed = interpret({ name, operations, tensors: new Map(Object.entries(tensors)) }, values);
  for (const [tensor, value] of Object.entries(expected)) {
    const wanted = decode(value);
    const received = computed.get(tensor)?.data;
    expect(received?.length, tensor).toBe(wanted.length);
    const misses = [...wanted].flatMap((want, at) => {
      const got = received![at]!;
      return Math.abs(got - want) <= tolerance * Math.max(1, Math.abs(want)) ? [] : [{ tensor, at, want, got }];
    });
    expect(misses, tensor).toEqual([]);
  }
}

function decode(value: readonly number[] | string): Float64Array {
  if (typeof value !== 'string') return Float64Array.from(value);
  const bytes = Buffer.from(value, 'base64');
  return Float64Array.from({ length: bytes.length / 4 }, (_, i) => bytes.readFloatLE(i * 4));
}
