import type { StepGraph } from '@archetype/training';
import { expect, it } from 'vitest';
import { interpret } from './interpret.js';

const info = (...shape: number[]) => ({ shape, elementType: 'float32' }) as const;
const graph: Pick<StepGraph, 'name' | 'tensors' | 'operations'> = {
  name: 'twice and square',
  tensors: new Map([['x', info(1, 2)], ['twice', info(1, 2)], ['square', info(1, 2)]]),
  operations: [
    { kind: 'add', path: 'a', inputs: ['x', 'x'], outputs: ['twice'] },
    { kind: 'multiply', path: 'b', inputs: ['twice', 'twice'], outputs: ['square'] },
  ],
};
const x = Float64Array.of(0.1, -3);

it('returns what is given and what is computed, in double precision, and leaves what is given as it is', () => {
  const tensors = interpret(graph, new Map([['x', x]]));
  expect([...tensors.keys()]).toEqual(['x', 'twice', 'square']);
  expect([...tensors.get('square')!.data]).toEqual([0.2 * 0.2, 36]);
  expect([...x]).toEqual([0.1, -3]);
});

it('refuses what is not a graph', () => {
  expect(() => interpret(graph, new Map())).toThrow('add at a reads x before it is made');
  expect(() => interpret({ ...graph, operations: graph.operations.toReversed() }, new Map([['x', x]]))).toThrow('reads twice before it is made');
  expect(() => interpret(graph, new Map([['x', Float64Array.of(1)]]))).toThrow('x [1, 2] is given 1 values');
  expect(() => interpret({ ...graph, tensors: new Map([['x', info(1, 2)]]) }, new Map([['x', x]]))).toThrow('does not declare twice');
});
