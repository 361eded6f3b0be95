import type { OnnxGraph, Plan, Stages } from '@archetype/backend-ort';
import type { ExportOptions } from '../commands/export.js';
import { kernelsOf } from '../kernels/kernels.js';
import { kernelTable } from '../kernels/table.js';
import { coloursOf, type Colours } from '../terminal/colours.js';
import { print, printJson } from '../terminal/output.js';
import { shape } from '../terminal/quantities.js';
import { table } from '../terminal/table.js';
import { widthOf } from '../terminal/width.js';

export type StageName = NonNullable<ExportOptions['stage']>;

/** A stage of the compiler as a reader may see it. */
interface Stage {
  /** What it is, in a line. */
  readonly title: string;
  readonly text: (compiled: Stages, colours: Colours) => string;
  readonly json: (compiled: Stages) => unknown;
}

/** In the order in which the compiler goes through them: its table of contents. */
const stages: Readonly<Record<StageName, Stage>> = {
  graph: {
    title: 'forward, gradients and updates, as every engine gets them',
    text: ({ graph }, colours) => operationTable(graph, colours),
    json: ({ graph }) => planJson(graph),
  },
  plan: {
    title: 'the same results with less to do',
    text: ({ plan }, colours) => operationTable(plan, colours),
    json: ({ plan }) => planJson(plan),
  },
  layouts: {
    title: 'how each tensor is stored',
    text: ({ plan, layouts }, colours) =>
      table(
        [{ title: 'tensor' }, { title: 'shape', align: 'right' }, { title: 'layout' }, { title: 'stored', align: 'right' }],
        [...layouts].map(([name, layout]) => [name, shape(plan.tensors.get(name)?.shape ?? []), layout.id, shape(layout.shape)]),
        colours,
      ),
    json: ({ layouts }) => Object.fromEntries([...layouts].map(([name, { id, order, shape: stored }]) => [name, { layout: id, order, stored }])),
  },
  choices: {
    title: 'how each convolution is written, and what that was up against',
    text: ({ choices }, colours) => kernelTable(kernelsOf(choices), colours, widthOf(process.stdout)),
    json: ({ choices }) => kernelsOf(choices),
  },
  onnx: {
    title: 'the nodes of the file',
    text: ({ onnx }, colours) => {
      const shapes = (values: readonly { readonly shape: readonly number[] }[]): string => values.map((value) => shape(value.shape)).join(', ');
      const rows = onnx.nodes.map(({ name, operator, inputs, outputs }) => [name, operator, shapes(outputs), shapes(inputs)]);
      return `${table([{ title: 'node' }, { title: 'operator' }, { title: 'gives', align: 'right' }, { title: 'reads' }], rows, colours)}\n\n${onnx.nodes.length} nodes: ${operatorCounts(onnx)}`;
    },
    json: ({ onnx }) => onnx.nodes.map(({ name, operator, inputs, outputs, attributes }) => ({ name, operator, inputs: inputs.map((each) => each.shape), outputs: outputs.map((each) => each.shape), attributes })),
  },
};

/** Prints one stage of a compilation, with its place among the others. */
export function printStage(name: StageName, compiled: Stages, json: boolean): void {
  if (json) return printJson({ stage: name, model: compiled.graph.name, batchSize: compiled.graph.batchSize, [name]: stages[name].json(compiled) });
  const colours = coloursOf(process.stdout);
  const contents = (Object.entries(stages) as [StageName, Stage][]).map(([each, { title }], index) => {
    const line = `${index + 1} ${each.padEnd(8)} ${title}`;
    return each === name ? colours.bold(line) : colours.dim(line);
  });
  print([`${colours.bold(compiled.graph.name)}  batch of ${compiled.graph.batchSize}`, ...contents, '', stages[name].text(compiled, colours)].join('\n'));
}

function operationTable({ operations, tensors }: Plan, colours: Colours): string {
  return table(
    [{ title: 'layer' }, { title: 'operation' }, { title: 'reads' }, { title: 'gives' }, { title: 'shape', align: 'right' }],
    operations.map(({ path, kind, inputs, outputs }) => [path, kind, inputs.join(', '), outputs.join(', '), outputs.map((name) => shape(tensors.get(name)?.shape ?? [])).join(', ')]),
    colours,
    { foot: [['', `${operations.length} operations`]] },
  );
}

const planJson = ({ inputs, state, operations, updates, outputs, tensors }: Plan) => ({
  inputs,
  state: state.map(({ name, shape: size }) => ({ name, shape: size })),
  operations,
  updates: Object.fromEntries(updates),
  outputs,
  tensors: Object.fromEntries(tensors),
});

/** `12 MatMul, 9 Reshape`, the most frequent first. */
function operatorCounts({ nodes }: OnnxGraph): string {
  const counts = new Map<string, number>();
  for (const { operator } of nodes) counts.set(operator, (counts.get(operator) ?? 0) + 1);
  return [...counts].toSorted(([, a], [, b]) => b - a).map(([operator, count]) => `${count} ${operator}`).join(', ');
}
