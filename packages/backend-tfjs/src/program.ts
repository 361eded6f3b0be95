import { ArchetypeError, type TensorInfo, type TensorName } from '@archetype/spec';
import type { Feeds, GraphSet, MetricsReader, Program, StepGraph, StepMetrics, TensorValues } from '@archetype/training';
import { type CompiledGraph, compileGraph } from './compiledGraph.js';
import type { Device } from './device.js';
import { batchSizeOf, checkFeed, missingFeed } from './feeds.js';
import { deviceShape, fromDevice, type Layout, layoutsOf, toDevice } from './layout.js';
import { kernelCompiler } from './kernels/registry.js';
import type { StoredType, Tensor } from './tensor.js';
import { createWorkspace } from './workspace.js';

type Mode = keyof GraphSet;

interface Compiled extends CompiledGraph {
  readonly layouts: ReadonlyMap<TensorName, Layout>;
}

/** The three graphs over one state, on a device. */
export function createProgram(graphs: GraphSet, device: Device, onDispose: () => void): Program {
  const subject = `tfjs:${device.name}`;
  const workspace = createWorkspace(device);
  const compiled = new Map<string, Compiled>();
  // Two, for a batch norm over single values refuses one. The state does not depend on the batch.
  const declaration = graphs.training(2);
  const stateLayouts = layoutsOf(declaration);
  const state = new Map<TensorName, Tensor>();
  let held = 0;
  let disposed = false;

  /** Counts what a stretch of calls leaves on the device, whoever allocated it. */
  const counted = <Result>(stretch: () => Result): Result => {
    const before = device.dataCount();
    try {
      return stretch();
    } catch (error) {
      workspace.releaseTemporaries();
      throw error;
    } finally {
      held += device.dataCount() - before;
    }
  };
  const ensureOpen = (): void => {
    if (disposed) throw new ArchetypeError({ code: 'program-disposed', subject, problem: 'the program has been disposed', remedy: 'compile it again' });
  };
  const compiledFor = (mode: Mode, batchSize: number): Compiled => {
    const key = `${mode} ${batchSize}`;
    const known = compiled.get(key);
    if (known !== undefined) return known;
    const graph = graphs[mode](batchSize);
    const context = { shape: (name: TensorName) => infoOf(graph, name).shape, workspace };
    const made = { ...compileGraph(graph, context, kernelCompiler(context)), layouts: layoutsOf(graph) };
    compiled.set(key, made);
    return made;
  };
  const upload = ({ graph, layouts }: Compiled, name: TensorName, feeds: Feeds): Tensor => {
    const values = feeds.get(name);
    if (values === undefined) throw missingFeed(subject, graph, name);
    const { shape, elementType } = infoOf(graph, name);
    checkFeed(subject, name, values, shape, elementType);
    const layout = layouts.get(name)!;
    const ordered = values instanceof Int32Array ? values : toDevice(values, shape, layout);
    return workspace.write(ordered, deviceShape(shape, layout), storedAs[elementType]);
  };
  /** Runs a graph; the wanted tensors, all made by its operations, become the caller's. */
  const execute = (graph: Compiled, feeds: Feeds, wanted: ReadonlySet<TensorName>): Map<TensorName, Tensor> => {
    const given = new Map<TensorName, Tensor>();
    for (const { name } of graph.graph.state) given.set(name, stateTensor(name));
    const inputs = graph.graph.inputs.map(({ name }) => [name, upload(graph, name, feeds)] as const);
    for (const [name, tensor] of inputs) given.set(name, tensor);
    const results = graph.run(given, wanted);
    for (const [, tensor] of inputs) workspace.release(tensor);
    return results;
  };
  const stateTensor = (name: TensorName): Tensor => {
    const tensor = state.get(name);
    if (tensor !== undefined) return tensor;
    throw new ArchetypeError({
      code: 'state-missing',
      subject,
      problem: `${name} has no value yet`,
      remedy: 'give every state tensor its first value with writeState',
    });
  };
  const replaceState = (name: TensorName, next: Tensor): void => {
    const old = state.get(name);
    workspace.pin(next);
    state.set(name, next);
    if (old !== undefined) workspace.release(old);
  };
  const readAndRelease = async (tensor: Tensor): Promise<Float32Array> => {
    const values = device.read(tensor);
    counted(() => workspace.release(tensor));
    return Float32Array.from(await values);
  };
  const metricsOf = (loss: Tensor, correct: Tensor): MetricsReader => {
    const reading = Promise.all([readAndRelease(loss), readAndRelease(correct)]);
    return async () => {
      const [[lossValue], [correctValue]] = await reading;
      return { loss: lossValue!, correct: correctValue! };
    };
  };

  return {
    async step(feeds) {
      ensureOpen();
      const { loss, correct } = counted(() => {
        const graph = compiledFor('training', batchSizeOf(subject, declaration, feeds));
        const metrics = metricNames(graph.graph);
        const results = execute(graph, feeds, new Set([...metrics, ...graph.graph.updates.values()]));
        for (const [name, next] of graph.graph.updates) replaceState(name, results.get(next)!);
        return { loss: results.get(metrics[0])!, correct: results.get(metrics[1])! };
      });
      return metricsOf(loss, correct);
    },
    async evaluate(feeds): Promise<StepMetrics> {
      ensureOpen();
      const { loss, correct } = counted(() => {
        const graph = compiledFor('evaluation', batchSizeOf(subject, declaration, feeds));
        const metrics = metricNames(graph.graph);
        const results = execute(graph, feeds, new Set(metrics));
        return { loss: results.get(metrics[0])!, correct: results.get(metrics[1])! };
      });
      return metricsOf(loss, correct)();
    },
    async predict(feeds) {
      ensureOpen();
      const tensor = counted(() => {
        const graph = compiledFor('prediction', batchSizeOf(subject, declaration, feeds));
        const name = graph.graph.outputs.probabilities!;
        return execute(graph, feeds, new Set([name])).get(name)!;
      });
      return readAndRelease(tensor);
    },
    async inspect(feeds, names): Promise<TensorValues> {
      ensureOpen();
      const graph = compiledFor('training', batchSizeOf(subject, declaration, feeds));
      const asked = names ?? [...graph.graph.tensors.keys()];
      for (const name of asked) infoOf(graph.graph, name);
      const made = new Set(graph.graph.operations.flatMap(({ outputs }) => outputs));
      const results = counted(() => execute(graph, feeds, new Set(asked.filter((name) => made.has(name)))));
      const values = new Map<TensorName, Float32Array>();
      for (const name of asked) {
        const { shape } = infoOf(graph.graph, name);
        const layout = graph.layouts.get(name)!;
        const tensor = results.get(name) ?? state.get(name);
        if (tensor === undefined) values.set(name, Float32Array.from(feeds.get(name)!));
        else values.set(name, fromDevice(Float32Array.from(await device.read(tensor)), shape, layout));
      }
      counted(() => workspace.release(...results.values()));
      return values;
    },
    async readState() {
      ensureOpen();
      const values = new Map<TensorName, Float32Array>();
      for (const { name, shape } of declaration.state)
        values.set(name, fromDevice((await device.read(stateTensor(name))) as Float32Array, shape, stateLayouts.get(name)!));
      return values;
    },
    async writeState(values) {
      ensureOpen();
      counted(() => {
        for (const [name, given] of values) {
          const info = declaration.state.find((tensor) => tensor.name === name);
          if (info === undefined) throw unknownTensor(subject, name, declaration.state.map((tensor) => tensor.name));
          checkFeed(subject, name, given, info.shape, 'float32');
          const layout = stateLayouts.get(name)!;
          replaceState(name, workspace.write(toDevice(given, info.shape, layout), deviceShape(info.shape, layout), 'float32'));
        }
      });
    },
    tensorCount: () => held,
    async dispose() {
      if (disposed) return;
      disposed = true;
      counted(() => workspace.dispose());
      state.clear();
      compiled.clear();
      onDispose();
    },
  };

  function infoOf(graph: StepGraph, name: TensorName): TensorInfo {
    const info = graph.tensors.get(name);
    if (info === undefined) throw unknownTensor(subject, name, [...graph.tensors.keys()]);
    return info;
  }
}

const storedAs: Readonly<Record<TensorInfo['elementType'], StoredType>> = { float32: 'float32', int32: 'int32', uint8: 'bool' };

function metricNames({ outputs }: StepGraph): readonly [loss: TensorName, correct: TensorName] {
  return [outputs.loss!, outputs.correct!];
}

function unknownTensor(subject: string, name: TensorName, known: readonly TensorName[]): ArchetypeError {
  return new ArchetypeError({
    code: 'tensor-unknown',
    subject,
    problem: `there is no tensor named ${name}`,
    details: [`known: ${known.slice(0, 8).join(', ')}${known.length > 8 ? `, … (${known.length})` : ''}`],
  });
}
