import type { TensorName } from '@archetype/spec';
import type { Choices } from './choose/convolutions.js';
import { createBuilder } from './emit/builder.js';
import { createOperators } from './emit/operators.js';
import type { OperatorLimits } from './emit/operators/movement.js';
import type { OnnxGraph, Value } from './emit/value.js';
import { writers } from './formulations/registry.js';
import type { Writer, Writing } from './formulations/writing.js';
import type { Layouts } from './layouts/assign.js';
import { canonical } from './layouts/layout.js';
import type { Layout } from './layouts/layout.js';
import { reorder } from './layouts/reorder.js';
import type { Plan, PlanKind, PlanOperation } from './plan/operations.js';

/** Which results a graph is written for. */
export type Results =
  /** The graph's outputs, and the next values of its state in the state's own layouts. */
  | { readonly kind: 'run' }
  /** The same, each next value in the shape of the state that it replaces: for a file that others run. */
  | { readonly kind: 'file' }
  /** As in `file`, for the body of a loop of several steps. */
  | { readonly kind: 'loop' }
  /** Named tensors in their canonical layouts; the state stays. */
  | { readonly kind: 'inspect'; readonly names: readonly TensorName[] };

export interface Decisions {
  readonly layouts: Layouts;
  /** How the state is kept between calls; the graphs of one run share it. */
  readonly stateLayouts: Layouts;
  readonly choices: Choices;
  /** Those of the device. */
  readonly limits?: OperatorLimits | undefined;
}

/** Writes every operation of a plan as ONNX nodes, as decided. */
export function writeGraph(plan: Plan, decisions: Decisions, results: Results): OnnxGraph {
  const builder = createBuilder();
  const g = createOperators(builder, decisions.limits);
  /** Each tensor as it came in or was made. */
  const stored = new Map<TensorName, { readonly value: Value; readonly layout: Layout }>();
  const shape = (name: TensorName): readonly number[] => plan.tensors.get(name)!.shape;
  const layout = (name: TensorName): Layout => decisions.layouts.get(name)!;
  const readAs = (name: TensorName, wanted: Layout): Value => {
    const found = stored.get(name)!;
    return reorder(g, found.value, found.layout, wanted);
  };

  for (const { name } of plan.inputs) {
    const { shape: dimensions, elementType } = plan.tensors.get(name)!;
    stored.set(name, { value: builder.input(name, elementType, dimensions), layout: canonical(dimensions) });
  }
  for (const { name } of plan.state) {
    const kept = decisions.stateLayouts.get(name)!;
    stored.set(name, { value: builder.input(name, 'float32', kept.shape), layout: kept });
  }

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
  for (const operation of plan.operations) {
    builder.enter(operation.path === '' ? operation.kind : `${operation.path}/${operation.kind}`);
    writeOperation(operation, writing);
  }

  const paths = new Map(plan.state.map(({ name, path }) => [name, path]));
  builder.enter('outputs');
  const plain = (name: TensorName): Value => readAs(name, canonical(shape(name)));
  const outputs =
    results.kind === 'inspect'
      ? results.names.map((name) => ({ name: inspectedName(name), value: g.cast(plain(name), 'float32') }))
      : [
          ...[...plan.updates].map(([name, next]) => {
            builder.enter(`${paths.get(name)!}/next`);
            const value = readAs(next, decisions.stateLayouts.get(name)!);
            return { name: next, value: results.kind === 'run' ? beforeReshape(value) : value };
          }),
          ...[plan.outputs.loss, plan.outputs.correct, plan.outputs.probabilities].flatMap((name) => (name === undefined ? [] : [{ name, value: plain(name) }])),
        ];
  return builder.finish(plan.name, outputs, { batchSize: String(plan.batchSize) });
}

function writeOperation<Kind extends PlanKind>(operation: PlanOperation & { readonly kind: Kind }, writing: Writing): void {
  // The registry has for each kind the writer of that kind.
  (writers[operation.kind] as Writer<PlanKind>)(operation, writing);
}

/** The next state in whatever shape it was made: a last reshape would copy it, and only the order of the elements matters. */
const beforeReshape = (value: Value): Value =>
  value.origin.kind === 'node' && value.origin.node.operator === 'Reshape' ? value.origin.node.inputs[0]! : value;

/** The output that holds an inspected tensor: its own name may be that of an input. */
export const inspectedName = (name: TensorName): string => `inspect/${name}`;
