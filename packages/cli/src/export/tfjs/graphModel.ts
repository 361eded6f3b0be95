import { lower, type Graph, type ModelSpec, type TensorName } from '@archetype/spec';
import type { TensorValues } from '@archetype/training';
import { attributesOf, shapeOf, type Attribute } from './attributes.js';
import { writers, type Drawing, type InferenceKind, type InferenceOperation, type Writer } from './operators.js';

/** A TensorFlow.js graph model (https://github.com/tensorflow/tfjs/blob/master/docs/SAVED_MODEL_FORMAT.md): `model.json` as a value, and its weights. */
export interface GraphModel {
  readonly json: object;
  /** In the order of the manifest, without gaps. */
  readonly weights: readonly Uint8Array[];
}

/**
 * The model at inference: `input` float32 `[N, H, W, C]` (or `[N, F]`), `logits` and `probabilities` `[N, classes]`. Nodes are named `path/Op`; convolution weights are stored
 * `[kH, kW, I, O]`, the others as in PyTorch.
 *
 * @param weightsFile the file beside `model.json` that will hold the weights
 */
export function graphModel(model: ModelSpec, weights: TensorValues, weightsFile: string, metadata: Readonly<Record<string, string>>): GraphModel {
  const graph = lower(model, { batchSize: 1, mode: 'inference', probabilities: true });
  const sheet = createSheet(graph, weights);
  for (const operation of graph.operations as readonly InferenceOperation[]) write(operation, sheet);
  const { logits, probabilities } = graph.outputs;
  const tensor = (node: string, name: TensorName) => ({ name: `${node}:0`, dtype: 'DT_FLOAT', tensorShape: shapeOf([-1, ...channelsLast(graph.tensors.get(name)!.shape).slice(1)]) });
  const input = graph.inputs[0]!.name;
  const json = {
    format: 'graph-model',
    generatedBy: 'archetype',
    convertedBy: null,
    signature: {
      inputs: { input: tensor(sheet.nodeOf(input), input) },
      outputs: { logits: tensor(sheet.nodeOf(logits), logits), probabilities: tensor(sheet.nodeOf(probabilities!), probabilities!) },
    },
    userDefinedMetadata: metadata,
    modelTopology: { node: sheet.nodes, library: {}, versions: { producer: 1 } },
    weightsManifest: [{ paths: [weightsFile], weights: sheet.constants.map(({ name, shape, dtype }) => ({ name, shape, dtype })) }],
  };
  return { json, weights: sheet.constants.map(({ data }) => new Uint8Array(data.buffer, data.byteOffset, data.byteLength)) };
}

function write(operation: InferenceOperation, sheet: Sheet): void {
  // The registry has for each kind the writer of that kind.
  const result = (writers[operation.kind] as Writer<InferenceKind>)(operation, sheet.drawing(operation.path === '' ? operation.kind : operation.path));
  sheet.set(operation.outputs[0], result);
}

/** `[N, C, H, W]` as `[N, H, W, C]`. */
const channelsLast = (shape: readonly number[]): readonly number[] => (shape.length === 4 ? [shape[0]!, shape[2]!, shape[3]!, shape[1]!] : shape);

interface Constant {
  readonly name: string;
  readonly shape: readonly number[];
  readonly dtype: 'float32' | 'int32';
  readonly data: Float32Array | Int32Array;
}

interface Sheet {
  readonly nodes: readonly object[];
  readonly constants: readonly Constant[];
  /** The node that makes a tensor of the graph. */
  nodeOf(name: TensorName): string;
  set(name: TensorName, node: string): void;
  drawing(path: string): Drawing;
}

function createSheet(graph: Graph, weights: TensorValues): Sheet {
  const nodes: object[] = [];
  const constants: Constant[] = [];
  const made = new Map<TensorName, string>();
  const names = new Set<string>();
  const unique = (name: string, count = 1): string => {
    const candidate = count === 1 ? name : `${name}_${count}`;
    if (names.has(candidate)) return unique(name, count + 1);
    names.add(candidate);
    return candidate;
  };
  const node = (name: string, op: string, input: readonly string[], attributes: Readonly<Record<string, Attribute>>): string => {
    nodes.push({ name, op, input, attr: attributesOf(attributes) });
    return name;
  };
  const constant = (wanted: string, shape: readonly number[], data: Float32Array | Int32Array): string => {
    const name = unique(wanted);
    const dtype = data instanceof Float32Array ? 'float32' : 'int32';
    constants.push({ name, shape, dtype, data });
    return node(name, 'Const', [], { dtype: { type: dtype }, value: { constant: { type: dtype, shape } } });
  };
  const nodeOf = (name: TensorName): string => made.get(name)!;
  const shape = (name: TensorName): readonly number[] => graph.tensors.get(name)!.shape;
  for (const { name } of graph.inputs) {
    made.set(name, node(unique(name), 'Placeholder', [], { dtype: { type: 'float32' }, shape: { shape: [-1, ...channelsLast(shape(name)).slice(1)] } }));
  }
  return {
    nodes,
    constants,
    nodeOf,
    set: (name, result) => void made.set(name, result),
    drawing: (path) => ({
      read: nodeOf,
      shape,
      values: (name) => weights.get(name)!,
      node: (op, input, attributes = {}) => node(unique(`${path}/${op}`), op, input, attributes),
      weight: (name, size, data) => constant(name, size, data),
      floats: (part, size, data) => constant(`${path}/${part}`, size, Float32Array.from(data)),
      integers: (part, data) => constant(`${path}/${part}`, [data.length], Int32Array.from(data)),
      integerPairs: (part, data) => constant(`${path}/${part}`, [data.length, 2], Int32Array.from(data.flat())),
      integer: (part, value) => constant(`${path}/${part}`, [], Int32Array.of(value)),
    }),
  };
}
