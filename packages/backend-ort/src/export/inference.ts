import { lower } from '@archetype/spec';
import type { ModelSpec, Shape, TensorName } from '@archetype/spec';
import type { TensorValues } from '@archetype/training';
import { onnxPieces } from '../emit/protobuf.js';
import type { Attributes, ElementType, Node, OnnxGraph, Value } from '../emit/value.js';
import { requireOnnxSize } from './fileSize.js';
import { foldBatchNorm } from './foldBatchNorm.js';
import type { Weighted } from './foldBatchNorm.js';
import { translations } from './operators/registry.js';
import type { Exporting, InferenceKind, InferenceOperation, Translation } from './writing.js';

export interface InferenceExport {
  readonly model: ModelSpec;
  /** In place of the model's own, channels included. */
  readonly input?: Shape;
  /** Every weight, bias and running statistic, by name, as PyTorch stores it. */
  readonly weights: TensorValues;
  /** Takes batch normalisations into the layers before them. @defaultValue false */
  readonly foldBatchNorm?: boolean;
  /** Kept in the file's metadata. */
  readonly metadata?: Readonly<Record<string, string>>;
}

/**
 * The model at inference as an ONNX file for anyone to read: `input` float32 `[N, C, H, W]` or `[N, F]` of any batch N, `logits` and `probabilities` `[N, classes]`;
 * one operator a layer where ONNX has one, named by the layer's path; weights named as in the state. The file comes in pieces that follow each other.
 *
 * @throws SpecError for a model that is wrong or whose output is not flat
 * @throws ArchetypeError `onnx-too-large`
 */
export function exportInference(options: InferenceExport): readonly Uint8Array[] {
  return onnxPieces(inferenceGraph(options));
}

export function inferenceGraph({ model, input, weights, foldBatchNorm: fold = false, metadata = {} }: InferenceExport): OnnxGraph {
  const graph = lower(model, { batchSize: 1, mode: 'inference', probabilities: true, ...(input !== undefined && { input }) });
  requireOnnxSize(model.name, graph.state);
  return writeInference(fold ? foldBatchNorm({ graph, weights }) : { graph, weights }, metadata);
}

function writeInference({ graph, weights }: Weighted, metadata: OnnxGraph['metadata']): OnnxGraph {
  const nodes: Node[] = [];
  const labels = new Map<number, string>();
  const values = new Map<TensorName, Value>();
  const namesTaken = new Set<string>();
  let nextId = 0;

  const named = (label: string, value: Value): Value => {
    labels.set(value.id, label);
    return value;
  };
  const shape = (name: TensorName): readonly number[] => graph.tensors.get(name)!.shape;
  const unique = (name: string, count = 1): string => {
    const candidate = count === 1 ? name : `${name}_${count}`;
    if (namesTaken.has(candidate)) return unique(name, count + 1);
    namesTaken.add(candidate);
    return candidate;
  };
  const node = (name: string, operator: string, inputs: readonly Value[], attributes: Attributes, output: readonly number[], elementType: ElementType): Value => {
    const outputs: Value[] = [];
    const made: Node = { name: unique(name), operator, inputs, attributes, outputs };
    outputs.push({ id: nextId++, shape: output, elementType, origin: { kind: 'node', node: made, index: 0 } });
    nodes.push(made);
    return outputs[0]!;
  };

  const inputs = graph.inputs.map(({ name }) => named(name, { id: nextId++, shape: shape(name), elementType: 'float32', origin: { kind: 'input', name } }));
  for (const [index, { name }] of graph.inputs.entries()) values.set(name, inputs[index]!);
  for (const { name, shape: size } of graph.state) {
    values.set(name, named(name, { id: nextId++, shape: size, elementType: 'float32', origin: { kind: 'constant', data: () => weights.get(name)! } }));
  }

  for (const operation of graph.operations as readonly InferenceOperation[]) {
    const [result] = operation.outputs;
    const exporting: Exporting = {
      read: (name) => values.get(name)!,
      shape,
      step: ({ operator, inputs: operands, attributes = {} }, output, elementType = 'float32') =>
        node(`${operation.path}/${operator}`, operator, operands, attributes, output, elementType),
      floats: (part, size, data) =>
        named(`${operation.path}/${part}`, { id: nextId++, shape: size, elementType: 'float32', origin: { kind: 'constant', data: () => Float32Array.from(data) } }),
      integers: (part, data) =>
        named(`${operation.path}/${part}`, { id: nextId++, shape: [data.length], elementType: 'int64', origin: { kind: 'constant', data: () => BigInt64Array.from(data, BigInt) } }),
    };
    const { operator, inputs: operands, attributes = {} } = translate(operation, exporting);
    values.set(result, named(result, node(operation.path === '' ? result : operation.path, operator, operands, attributes, shape(result), 'float32')));
  }

  const { logits, probabilities } = graph.outputs;
  return {
    name: graph.name,
    inputs,
    outputs: [
      { name: 'logits', value: values.get(logits)! },
      { name: 'probabilities', value: values.get(probabilities!)! },
    ],
    nodes,
    labels,
    batchName: 'N',
    metadata,
  };
}

function translate(operation: InferenceOperation, exporting: Exporting) {
  // The registry has for each kind the translation of that kind.
  return (translations[operation.kind] as Translation<InferenceKind>)(operation, exporting);
}
