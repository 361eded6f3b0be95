import type { TensorInfo, TensorName } from '@archetype/spec';
import { checkedFeeds, fedBatchSize } from '@archetype/training';
import type { Feeds, FeedValues, GraphSet, StepGraph } from '@archetype/training';
import { type CompiledGraph, compileGraph } from './compiledGraph.js';
import type { Device, Recorded } from './device.js';
import { kernelCompiler } from './kernels/registry.js';
import { deviceShape, fromDevice, type Layout, layoutsOf, toDevice } from './layout.js';
import { createState, type State } from './state.js';
import type { StoredType, Tensor } from './tensor.js';
import { createWorkspace } from './workspace.js';

/** What a run of a graph gave: tensors that its caller now owns, by name. */
export interface Results {
  readonly graph: StepGraph;
  readonly layouts: ReadonlyMap<TensorName, Layout>;
  readonly tensors: ReadonlyMap<TensorName, Tensor>;
}

/** Runs the graphs of a set over one state, and knows what all of it holds on the device. */
export interface Executor {
  readonly state: State;
  /** A training graph of some batch size: the state's names and shapes are the same in all. */
  readonly declaration: StepGraph;
  /**
   * Runs the graph for what is fed. `wanted` says which of the tensors that its operations make are to be kept; the rest is given up.
   * What is asked for again and again is run as a whole where the device can do that; `once` says that it will not be.
   */
  run(mode: keyof GraphSet, feeds: Feeds, wanted: (graph: StepGraph) => Iterable<TensorName>, once?: 'once'): Results;
  /** Reads results in the graph's own layout and gives them up. */
  take(results: Results): Promise<ReadonlyMap<TensorName, Float32Array>>;
  /** Keeps results until they are taken or dropped, whatever fails in the meantime. */
  keep(results: Results): void;
  /** Gives results up unread. */
  drop(results: Results): void;
  /** Does something with the device: counts what that leaves there, and gives back what it left if it fails. */
  counted<Result>(stretch: () => Result): Result;
  tensorCount(): number;
  dispose(): void;
}

interface Compiled extends CompiledGraph {
  readonly layouts: ReadonlyMap<TensorName, Layout>;
  /** What the device has recorded of it, by the names wanted. */
  readonly recorded: Map<string, Recorded>;
}

const storedAs: Readonly<Record<TensorInfo['elementType'], StoredType>> = { float32: 'float32', int32: 'int32', uint8: 'bool' };

export function createExecutor(graphs: GraphSet, device: Device): Executor {
  const workspace = createWorkspace(device);
  const compiled = new Map<string, Compiled>();
  // One sample is a batch that batch normalisation may refuse.
  const declaration = graphs.training(2);
  const state = createState(workspace, declaration);
  let held = 0;

  const counted: Executor['counted'] = (stretch) => {
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
  const compiledFor = (mode: keyof GraphSet, batchSize: number): Compiled => {
    const key = `${mode} ${batchSize}`;
    const known = compiled.get(key);
    if (known !== undefined) return known;
    const graph = graphs[mode](batchSize);
    const context = { shape: (name: TensorName) => graph.tensors.get(name)!.shape, workspace };
    const made = { ...compileGraph(graph, context, kernelCompiler(context)), layouts: layoutsOf(graph), recorded: new Map<string, Recorded>() };
    compiled.set(key, made);
    return made;
  };
  const upload = ({ graph, layouts }: Compiled, name: TensorName, values: FeedValues): Tensor => {
    const { shape, elementType } = graph.tensors.get(name)!;
    const layout = layouts.get(name)!;
    const ordered = values instanceof Int32Array ? values : toDevice(values, shape, layout);
    return workspace.write(ordered, deviceShape(shape, layout), storedAs[elementType]);
  };

  /** Recorded before the first run, so that a step has the same roundings whenever a process began. */
  const runRecorded = (program: Compiled, given: ReadonlyMap<TensorName, Tensor>, wanted: ReadonlySet<TensorName>): Map<TensorName, Tensor> => {
    const operands = [...given.values()];
    const key = [...wanted].join();
    let recorded = program.recorded.get(key);
    if (recorded === undefined) {
      recorded = device.record!(operands, () => {
        const results = [...program.run(given, wanted).values()];
        results.forEach(workspace.forget);
        return results;
      });
      program.recorded.set(key, recorded);
    }
    const results = recorded.run(operands).map(workspace.adopt);
    return new Map([...wanted].map((name, index) => [name, results[index]!]));
  };

  return {
    state,
    declaration,
    run: (mode, feeds, wanted, once) =>
      counted(() => {
        const program = compiledFor(mode, fedBatchSize(declaration, feeds));
        const { graph, layouts } = program;
        const inputs = [...checkedFeeds(graph, feeds)].map(([name, values]) => [name, upload(program, name, values)] as const);
        const kept = graph.state.map(({ name }) => [name, state.get(name)] as const);
        const given = new Map([...kept, ...inputs]);
        const names = new Set(wanted(graph));
        const tensors = device.record === undefined || once ? program.run(given, names) : runRecorded(program, given, names);
        for (const [, tensor] of inputs) workspace.release(tensor);
        return { graph, layouts, tensors };
      }),
    async take({ graph, layouts, tensors }) {
      const names = [...tensors.keys()];
      const canonical = (values: Float32Array, name: TensorName) => fromDevice(values, graph.tensors.get(name)!.shape, layouts.get(name)!);
      try {
        const read = await Promise.all([...tensors.values()].map(device.read));
        return new Map(names.map((name, index) => [name, canonical(read[index] as Float32Array, name)]));
      } finally {
        counted(() => workspace.release(...tensors.values()));
      }
    },
    keep: ({ tensors }) => tensors.forEach((tensor) => workspace.pin(tensor)),
    drop: ({ tensors }) => counted(() => workspace.release(...tensors.values())),
    counted,
    tensorCount: () => held,
    dispose() {
      counted(() => workspace.dispose());
      for (const { recorded } of compiled.values()) for (const each of recorded.values()) each.dispose();
      compiled.clear();
    },
  };
}
