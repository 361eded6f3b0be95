import type { TensorName } from '@archetype/spec';
import { programDisposed, unknownTensor } from '@archetype/training';
import type { GraphSet, Program, StepGraph, StepMetrics, TensorValues } from '@archetype/training';
import type { Device } from './device.js';
import { createExecutor, type Results } from './executor.js';
import { letOthersRun } from './turn.js';
import { createUnreadMetrics } from './unreadMetrics.js';

/** The three graphs over one state, on a device. */
export function createProgram(graphs: GraphSet, device: Device, onDispose: () => void): Program {
  const { state, declaration, run, take, keep, drop, counted, tensorCount, dispose } = createExecutor(graphs, device);
  let disposed = false;

  const requireLive = (): void => {
    if (disposed) throw programDisposed(declaration.name);
  };
  const begin = async (): Promise<void> => {
    await letOthersRun();
    // Others may have disposed of it.
    requireLive();
  };
  const takeMetrics = async (metrics: Results): Promise<StepMetrics> => {
    requireLive();
    const values = await take(metrics);
    const [loss, correct] = metricNames(metrics.graph).map((name) => values.get(name)![0]!);
    return { loss: loss!, correct: correct! };
  };
  const unread = createUnreadMetrics();

  return {
    async step(feeds) {
      await begin();
      const results = run('training', feeds, (graph) => [...metricNames(graph), ...graph.updates.values()]);
      counted(() => results.graph.updates.forEach((next, name) => state.replace(name, results.tensors.get(next)!)));
      // Memory that can be addressed is read now, at no cost; a GPU is waited for only when somebody asks.
      const metrics = { ...results, tensors: new Map(metricNames(results.graph).map((name) => [name, results.tensors.get(name)!])) };
      keep(metrics);
      const reader = unread.add(() => takeMetrics(metrics), () => drop(metrics));
      if (device.heap !== undefined) await reader();
      return reader;
    },
    async evaluate(feeds) {
      await begin();
      return takeMetrics(run('evaluation', feeds, metricNames));
    },
    async predict(feeds) {
      await begin();
      const results = run('prediction', feeds, ({ outputs }) => [outputs.probabilities!]);
      const [probabilities] = (await take(results)).values();
      return probabilities!;
    },
    async inspect(feeds, names): Promise<TensorValues> {
      await begin();
      const results = run('training', feeds, (graph) => {
        for (const name of names ?? []) if (!graph.tensors.has(name)) throw unknownTensor(graph, name);
        const made = graph.operations.flatMap(({ outputs }): readonly TensorName[] => outputs);
        return names === undefined ? made : made.filter((name) => names.includes(name));
      }, 'once');
      const computed = await take(results);
      const asked = names ?? [...results.graph.tensors.keys()];
      const kept = await state.read(asked);
      return new Map(asked.map((name) => [name, computed.get(name) ?? kept.get(name) ?? Float32Array.from(feeds.get(name)!)]));
    },
    async readState() {
      await begin();
      counted(() => state.complete());
      return state.read();
    },
    async writeState(values) {
      await begin();
      counted(() => state.write(values));
    },
    tensorCount,
    async dispose() {
      if (disposed) return;
      disposed = true;
      dispose();
      onDispose();
    },
  };
}

function metricNames({ outputs }: StepGraph): readonly [loss: TensorName, correct: TensorName] {
  return [outputs.loss!, outputs.correct!];
}
