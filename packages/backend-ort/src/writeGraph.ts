import type { TensorName } from '@archetype/spec';
import type { OpKind, StepGraph, StepOperation } from '@archetype/training';
import type { Choices } from './choose/convolutions.js';
import { createBuilder } from './emit/builder.js';
import { createOperators } from './emit/operators.js';
import type { OnnxGraph, Value } from './emit/value.js';
import { writers } from './formulations/registry.js';
import type { Writer, Writing } from './formulations/writing.js';
import type { Layouts } from './layouts/assign.js';
import { canonical } from './layouts/layout.js';
import type { Layout } from './layouts/layout.js';
import { reorder } from './layouts/reorder.js';

/** Which results a graph is written for. */
export type Results =
  /** The graph's outputs, and the next values of its state in the state's own layouts. */
  | { readonly kind: 'run' }
  /** Named tensors in their canonical layouts; the state stays. */
  | { readonly kind: 'inspect'; readonly names: readonly TensorName[] };

export interface Decisions {
  readonly layouts: Layouts;
  /** How the state is kept between calls; the graphs of one run share it. */
  readonly stateLayouts: Layouts;
  readonly choices: Choices;
}

/** Writes every operation of a step graph as ONNX nodes, as decided. */
export function writeGraph(graph: StepGraph, decisions: Decisions, results: Results): OnnxGraph {
  const builder = createBuilder();
  const g = createOperators(builder);
  /** Each tensor as it came in or was made. */
  const stored = new Map<TensorName, { readonly value: Value; readonly layout: Layout }>();
  const shape = (name: TensorName): readonly number[] => graph.tensors.get(name)!.shape;
  const layout = (name: TensorName): Layout => decisions.layouts.get(name)!;

  for (const { name } of graph.inputs) {
    const { shape: dimensions, elementType } = graph.tensors.get(name)!;
    stored.set(name, { value: builder.input(name, elementType, dimensions), layout: canonical(dimensions) });
  }
  for (const { name } of graph.state) {
    const kept = decisions.stateLayouts.get(name)!;
    stored.set(name, { value: builder.input(name, 'float32', kept.shape), layout: kept });
  }

  const readAs = (name: TensorName, wanted: Layout): Value => {
    const found = stored.get(name)!;
    return reorder(g, found.value, found.layout, wanted);
  };
  const writing: Writing = {
    g,
    shape,
    layout,
    readAs,
    read: (name) => readAs(name, layout(name)),
    write: (name, value, given = layout(name)) => {
      stored.set(name, { value, layout: given });
      builder.label(value, name);
    },
    convolution: (path) => decisions.choices.get(path)!.candidates[0].formulation,
  };

  for (const operation of graph.operations) {
    builder.enter(operation.path === '' ? operation.kind : `${operation.path}/${operation.kind}`);
    write(operation, writing);
  }

  builder.enter('outputs');
  const outputs =
    results.kind === 'inspect'
      ? results.names.map((name) => ({ name: inspectedName(name), value: g.cast(readAs(name, canonical(shape(name))), 'float32') }))
      : [
          ...[...graph.updates].map(([name, next]) => ({ name: next, value: readAs(next, decisions.stateLayouts.get(name)!) })),
          ...[graph.outputs.loss, graph.outputs.correct, graph.outputs.probabilities].flatMap((name) =>
            name === undefined ? [] : [{ name, value: readAs(name, canonical(shape(name))) }],
          ),
        ];
  return builder.finish(graph.name, outputs, { batchSize: String(graph.batchSize) });
}

function write<Kind extends OpKind>(operation: StepOperation & { readonly kind: Kind }, writing: Writing): void {
  (writers[operation.kind] as Writer<OpKind>)(operation, writing);
}

/** The output that holds an inspected tensor: its own name may be that of an input. */
export const inspectedName = (name: TensorName): string => `inspect/${name}`;
