import { ArchetypeError, type GraphInput, type TensorInfo, type TensorName } from '@archetype/spec';
import type { Feeds, GraphSet, Program, StepGraph, StepMetrics, TensorValues } from '@archetype/training';
import { type CompiledGraph, compileGraph } from './compiledGraph.js';
import type { Device } from './device.js';
import { batchSizeOf, feedFor } from './feeds.js';
import { kernelCompiler } from './kernels/registry.js';
import { deviceShape, fromDevice, type Layout, layoutsOf, toDevice } from './layout.js';
import { createState } from './state.js';
import type { StoredType, Tensor } from './tensor.js';
import { letOthersRun } from './turn.js';
import { createWorkspace } from './workspace.js';

type Mode = keyof GraphSet;

interface Compiled extends CompiledGraph {
  readonly layouts: ReadonlyMap<TensorName, Layout>;
}

const storedAs: Readonly<Record<TensorInfo['elementType'], StoredType>> = { float32: 'float32', int32: 'int32', uint8: 'bool' };

/** The three graphs over one state, on a device. */
export function createProgram(graphs: GraphSet, device: Device, onDispose: () => void): Program {
  const workspace = createWorkspace(device);
  const compiled = new Map<string, Compiled>();
  // The state is the same at every batch size; one sample is a batch that batch normalisation may refuse.
  const declaration = graphs.training(2);
  const state = createState(workspace, declaration);
  let held = 0;
  let disposed = false;

  /** Counts what a stretch of calls leaves on the device, whoever allocated it, and returns what a failed one left. */
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
    if (!disposed) return;
    throw new ArchetypeError({
      code: 'program-disposed',
      subject: declaration.name,
      problem: 'the program has been disposed of, and its state is gone',
      remedy: 'compile the model again and write the state back',
    });
  };
  const compiledFor = (mode: Mode, feeds: Feeds): Compiled => {
    const batchSize = batchSizeOf(declaration, feeds);
    const key = `${mode} ${batchSize}`;
    const known = compiled.get(key);
    if (known !== undefined) return known;
    const graph = graphs[mode](batchSize);
    const context = { shape: (name: TensorName) => graph.tensors.get(name)!.shape, workspace };
    const made = { ...compileGraph(graph, context, kernelCompiler(context)), layouts: layoutsOf(graph) };
    compiled.set(key, made);
    return made;
  };
  const upload = ({ graph, layouts }: Compiled, input: GraphInput, feeds: Feeds): Tensor => {
    const values = feedFor(graph, input, feeds);
    const { shape, elementType } = graph.tensors.get(input.name)!;
    const layout = layouts.get(input.name)!;
    const ordered = values instanceof Int32Array ? values : toDevice(values, shape, layout);
    return workspace.write(ordered, deviceShape(shape, layout), storedAs[elementType]);
  };
  /** Runs a graph; the wanted tensors, all made by its operations, become the caller's. */
  const execute = (program: Compiled, feeds: Feeds, wanted: ReadonlySet<TensorName>): ReadonlyMap<TensorName, Tensor> => {
    const inputs = program.graph.inputs.map((input) => [input.name, upload(program, input, feeds)] as const);
    const kept = program.graph.state.map(({ name }) => [name, state.get(name)] as const);
    const results = program.run(new Map([...kept, ...inputs]), wanted);
    for (const [, tensor] of inputs) workspace.release(tensor);
    return results;
  };
  /** Reads results and gives them up. */
  const take = async (tensors: readonly Tensor[]): Promise<readonly Float32Array[]> => {
    try {
      return (await Promise.all(tensors.map(device.read))) as readonly Float32Array[];
    } finally {
      counted(() => workspace.release(...tensors));
    }
  };
  const takeMetrics = async ({ outputs }: StepGraph, results: ReadonlyMap<TensorName, Tensor>): Promise<StepMetrics> => {
    const [loss, correct] = await take([results.get(outputs.loss!)!, results.get(outputs.correct!)!]);
    return { loss: loss![0]!, correct: correct![0]! };
  };

  return {
    async step(feeds) {
      ensureOpen();
      await letOthersRun();
      const { graph, results } = counted(() => {
        const program = compiledFor('training', feeds);
        const { outputs, updates } = program.graph;
        const made = execute(program, feeds, new Set([outputs.loss!, outputs.correct!, ...updates.values()]));
        for (const [name, next] of updates) state.replace(name, made.get(next)!);
        return { graph: program.graph, results: made };
      });
      const metrics = takeMetrics(graph, results);
      // Memory that can be addressed is read now, at no cost, and the tensors are gone when the step is over.
      if (device.heap !== undefined) await metrics;
      return () => metrics;
    },
    async evaluate(feeds) {
      ensureOpen();
      await letOthersRun();
      const { graph, results } = counted(() => {
        const program = compiledFor('evaluation', feeds);
        const { outputs } = program.graph;
        return { graph: program.graph, results: execute(program, feeds, new Set([outputs.loss!, outputs.correct!])) };
      });
      return takeMetrics(graph, results);
    },
    async predict(feeds) {
      ensureOpen();
      await letOthersRun();
      const result = counted(() => {
        const program = compiledFor('prediction', feeds);
        const name = program.graph.outputs.probabilities!;
        return execute(program, feeds, new Set([name])).get(name)!;
      });
      const [probabilities] = await take([result]);
      return probabilities!;
    },
    async inspect(feeds, names): Promise<TensorValues> {
      ensureOpen();
      await letOthersRun();
      const { program, asked, results } = counted(() => {
        const training = compiledFor('training', feeds);
        state.complete();
        const wanted = names ?? [...training.graph.tensors.keys()];
        for (const name of wanted) if (!training.graph.tensors.has(name)) throw unknownTensor(training.graph, name);
        const made = new Set(training.graph.operations.flatMap(({ outputs }) => outputs));
        return { program: training, asked: wanted, results: execute(training, feeds, new Set(wanted.filter((name) => made.has(name)))) };
      });
      const computed = await take([...results.values()]);
      const values = new Map([...results.keys()].map((name, index) => [name, computed[index]!]));
      const canonical = new Map<TensorName, Float32Array>();
      for (const name of asked) {
        const fed = feeds.get(name);
        const stored = values.get(name) ?? (fed === undefined ? ((await device.read(state.get(name))) as Float32Array) : undefined);
        canonical.set(name, stored === undefined ? Float32Array.from(fed!) : fromDevice(stored, program.graph.tensors.get(name)!.shape, program.layouts.get(name)!));
      }
      return canonical;
    },
    async readState() {
      ensureOpen();
      counted(() => state.complete());
      return state.read();
    },
    async writeState(values) {
      ensureOpen();
      counted(() => state.write(values));
    },
    tensorCount: () => held,
    async dispose() {
      if (disposed) return;
      disposed = true;
      counted(() => workspace.dispose());
      compiled.clear();
      onDispose();
    },
  };
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
