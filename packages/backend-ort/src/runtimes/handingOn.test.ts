import * as ort from 'onnxruntime-node';
import { describe, expect, it } from 'vitest';
import { devices } from '../devices/devices.js';
import { createBuilder } from '../emit/builder.js';
import { createOperators } from '../emit/operators.js';
import { writeOnnx } from '../emit/protobuf.js';
import { refusalToHandOn, runWithoutCopies } from './handingOn.js';
import type { Runtime } from './runtime.js';

describe('a run whose results need not be handed on', () => {
  const exponentials = (): Uint8Array => {
    const builder = createBuilder();
    const g = createOperators(builder);
    return writeOnnx(builder.finish('exponentials', [{ name: 'y', value: g.gather(g.exp(builder.input('x', 'float32', [3])), 0, [2, 1, 0]) }], {}), { unreturnable: true });
  };
  const feeds = (...values: readonly number[]) => ({ x: new ort.Tensor('float32', Float32Array.from(values), [values.length]) });

  it('leaves them where they were to be written', async () => {
    const refusal = await refusalToHandOn(ort);
    expect(refusal).toMatch(/tensor/i);
    const session = await ort.InferenceSession.create(exponentials(), devices.cpu.sessionOptions(1));
    const y = new ort.Tensor('float32', new Float32Array(3), [3]);
    expect((await runWithoutCopies(session, feeds(0, 1, 2), { y }, refusal!))['y']).toBe(y);
    [2, 1, 0].forEach((x, i) => expect(y.data[i]).toBeCloseTo(Math.exp(x), 5));
    await session.release();
  });

  it('fails as any other where the run itself fails', async () => {
    const session = await ort.InferenceSession.create(exponentials(), devices.cpu.sessionOptions(1));
    const y = new ort.Tensor('float32', new Float32Array(3), [3]);
    await expect(runWithoutCopies(session, feeds(1), { y }, (await refusalToHandOn(ort))!)).rejects.toThrow(/dimension|indices|bounds/i);
    await session.release();
  });

  it('is not asked for of a binding that hands on whatever there is', async () => {
    const session = { run: async () => ({}), release: async () => {} };
    const runtime = { ...ort, InferenceSession: { create: async () => session } } as unknown as Runtime;
    expect(await refusalToHandOn(runtime)).toBeUndefined();
  });
});
