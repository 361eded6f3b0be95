import { describe, expect, it } from 'vitest';
import type { Attribute, Binding, Output } from './binding.js';
import { createRecorder } from './recorder.js';

/** Numbers tensors as the native module does, and computes nothing. */
function countingBinding(): Binding {
  let next = 100;
  return {
    TF_FLOAT: 1,
    TF_ATTR_TYPE: 5,
    TF_ATTR_SHAPE: 6,
    createTensor: () => next++,
    deleteTensor: () => {},
    tensorDataSync: () => Float32Array.of(7),
    executeOp: (_: string, __: readonly Attribute[], ___: readonly number[], outputs: number): readonly Output[] =>
      Array.from({ length: outputs }, () => ({ id: next++, shape: [], dtype: 1 })),
  } as unknown as Binding;
}

describe('a recorded graph', () => {
  it('has a placeholder for each operand, a constant for what was there before, and the operations in their order', () => {
    const { binding, record } = createRecorder(countingBinding());
    const constant = binding.createTensor([], 1, Float32Array.of(7));
    const operand = { id: 1, shape: [2, 3], type: 1 };
    const { nodes, placeholders, results } = record([operand], () => {
      const [sum] = binding.executeOp('AddV2', [], [operand.id, constant], 1);
      const [, second] = binding.executeOp('Unpack', [], [sum!.id], 2);
      return [second!.id, operand.id];
    });
    expect(placeholders).toEqual(['operand0:0']);
    expect(nodes.map(({ operation, operands }) => [operation, ...operands])).toEqual([
      ['Placeholder'],
      ['Const'],
      ['AddV2', 'operand0:0', 'constant1:0'],
      ['Unpack', 'AddV22:0'],
      ['Identity', 'Unpack3:1'],
      ['Identity', 'operand0:0'],
    ]);
    expect(nodes[1]!.value).toEqual({ shape: [], type: 1, values: Float32Array.of(7) });
    expect(results).toEqual(['result0:0', 'result1:0']);
  });

  it('does not take the value of the moment for a constant, where nobody made it one', () => {
    const { binding, record } = createRecorder(countingBinding());
    expect(() => record([], () => binding.executeOp('Neg', [], [42], 1).map(({ id }) => id))).toThrow('tensor 42, which is neither an operand nor a constant');
  });

  it('ends with what was recorded, also after a failure', () => {
    const { binding, record } = createRecorder(countingBinding());
    expect(() => record([], () => binding.executeOp('Neg', [], [42], 1).map(({ id }) => id))).toThrow('tensor 42');
    expect(binding.executeOp('Neg', [], [42], 1)).toHaveLength(1);
  });
});
