import type { StepGraph } from '@archetype/training';
import type { InferenceSession } from 'onnxruntime-common';
import type { Device } from '../devices/device.js';
import { createBuilder } from '../emit/builder.js';
import { writeOnnx } from '../emit/protobuf.js';
import type { Layouts } from '../layouts/assign.js';
import type { Runtime } from '../runtimes/runtime.js';
import type { Download } from './returned.js';

const outputOf = (name: string): string => `${name}:read`;

/**
 * Reads tensors that are on the device by a graph that hands each on to an output in memory: onnxruntime-node 1.30 cannot read such a tensor itself (`getData` ends
 * the process).
 */
export function downloadBySession({ InferenceSession: sessions }: Runtime, device: Device, threads: number, { name: model, state }: StepGraph, layouts: Layouts): Download {
  let opened: Promise<InferenceSession> | undefined;
  const open = (): Promise<InferenceSession> => {
    const builder = createBuilder();
    const outputs = state.map(({ name }) => ({ name: outputOf(name), value: builder.input(name, 'float32', layouts.get(name)!.shape) }));
    return sessions.create(writeOnnx(builder.finish(`${model} state`, outputs, {})), device.sessionOptions(threads));
  };
  return {
    async values(tensors) {
      const session = await (opened ??= open());
      const results = await session.run(Object.fromEntries(tensors));
      return new Map([...tensors.keys()].map((name) => [name, results[outputOf(name)]!.data as Float32Array]));
    },
    dispose: async () => (await opened)?.release(),
  };
}
