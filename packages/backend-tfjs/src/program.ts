import { ArchetypeError, type TensorName } from '@archetype/spec';
import type { GraphSet, Program, StepGraph, StepMetrics, TensorValues } from '@archetype/training';
import type { Device } from './device.js';
import { createExecutor, type Results } from './executor.js';
import { letOthersRun } from './turn.js';

/** The three graphs over one state, on a device. */
export function createProgram(graphs: GraphSet, device: Device, onDispose: () => void): Program {
  const { state, declaration, run, take, counted, tensorCount, dispose } = createExecutor(graphs, device);
  let disposed = false;

  const begin = async (): Promise<void> => {
    if (disposed) throw disposedProgram(declaration);
    await letOthersRun();
  };
  const takeMetrics = async (results: Results): Promise<StepMetrics> => {
    const names = metricNames(results.graph);
    const values = await take({ ...results, tensors: new Map(names.map((name) => [name, results.tensors.get(name)!])) });
    const [loss, correct] = names.map((name) => values.get(name)![0]!);
    return { loss: loss!, correct: correct! };
  };

  return {
    async step(feeds) {
      await begin();
      const results = run('training', feeds, (graph) => [...metricNames(graph), ...graph.updates.values()]);
      counted(() => results.graph.updates.forEach((next, name) => state.replace(name, results.tensors.get(next)!)));
      const metrics = takeMetrics(results);
      // Memory that can be addressed is read now, at no cost, and the tensors are gone when the step is over.
      if (device.heap !== undefined) await metrics;
      return () => metrics;
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
      });
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

function disposedProgram({ name }: StepGraph): ArchetypeError {
  return new ArchetypeError({
    code: 'program-disposed',
    subject: name,
    problem: 'the program has been disposed of, and its state is gone',
    remedy: 'compile the model again and write the state back',
  });
}

function unknownTensor(graph: StepGraph, name: TensorName): ArchetypeError {
  return new ArchetypeError({
    code: 'unknown-tensor',
    subject: `${graph.name}/${name}`,
    problem: 'the training graph has no tensor of this name',
    details: [`it has ${graph.tensors.size} tensors, from ${[...graph.tensors.keys()].slice(0, 3).join(', ')}, …`],
    remedy: 'ask for a tensor of the graph, or for all',
  });
}
