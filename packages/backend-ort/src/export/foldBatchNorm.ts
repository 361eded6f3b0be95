import type { ForwardOperation, Graph, StateTensor, TensorName } from '@archetype/spec';
import type { TensorValues } from '@archetype/training';

export interface Weighted {
  readonly graph: Graph;
  /** A value for each tensor of the graph's state. */
  readonly weights: TensorValues;
}

type Norm = Extract<ForwardOperation, { readonly kind: 'batchNormInference' }>;
type Product = Extract<ForwardOperation, { readonly kind: 'conv2d' | 'linear' }>;

/**
 * Takes every batch normalisation into the convolution or linear layer right before it, where nothing else reads that layer's output:
 * weight ← weight · s, bias ← (bias − mean) · s + shift with s = scale / √(variance + eps) for each output channel, in double precision. The layer has a bias
 * afterwards; the normalisation and its state are gone.
 */
export function foldBatchNorm(weighted: Weighted): Weighted {
  const norms = weighted.graph.operations.filter((operation) => operation.kind === 'batchNormInference');
  return norms.reduce(foldOne, weighted);
}

function foldOne({ graph, weights }: Weighted, norm: Norm): Weighted {
  const [x, mean, variance, scale, shift] = norm.inputs;
  const product = graph.operations.find((operation): operation is Product => isProduct(operation) && operation.outputs[0] === x);
  const readers = graph.operations.filter(({ inputs }) => (inputs as readonly TensorName[]).includes(x));
  if (product === undefined || readers.length !== 1 || Object.values(graph.outputs).includes(x)) return { graph, weights };

  const [input, weightName, biasName = `${product.path}.bias`] = product.inputs;
  const values = (name: TensorName): Float32Array => weights.get(name)!;
  const [weight, bias] = [values(weightName), weights.get(biasName)];
  const channels = values(mean).length;
  const factor = Float64Array.from(values(variance), (each, c) => (scale === undefined ? 1 : values(scale)[c]!) / Math.sqrt(each + norm.eps));
  const perChannel = weight.length / channels;
  const folded = Float32Array.from(weight, (each, i) => each * factor[Math.floor(i / perChannel)]!);
  const shifted = Float32Array.from(factor, (each, c) => ((bias?.[c] ?? 0) - values(mean)[c]!) * each + (shift === undefined ? 0 : values(shift)[c]!));

  const gone = new Set<TensorName>([x, ...norm.inputs.slice(1)]);
  const biased = { ...product, inputs: [input, weightName, biasName], outputs: norm.outputs } as const satisfies Product;
  return {
    graph: {
      ...graph,
      tensors: new Map([...[...graph.tensors].filter(([name]) => !gone.has(name)), [biasName, { shape: [channels], elementType: 'float32' }]]),
      state: graph.state.filter(({ name }) => !gone.has(name)).flatMap((tensor) => withBias(tensor, { weightName, biasName, hasBias: bias !== undefined, channels })),
      operations: graph.operations.flatMap((operation) => (operation === norm ? [] : operation === product ? [biased] : [operation])),
    },
    weights: new Map([...[...weights].filter(([name]) => !gone.has(name)), [weightName, folded], [biasName, shifted]]),
  };
}

const isProduct = ({ kind }: ForwardOperation): boolean => kind === 'conv2d' || kind === 'linear';

/** The state with a bias behind the weight of a layer that had none. */
function withBias(
  tensor: StateTensor,
  { weightName, biasName, hasBias, channels }: { readonly weightName: TensorName; readonly biasName: TensorName; readonly hasBias: boolean; readonly channels: number },
): readonly StateTensor[] {
  if (tensor.name !== weightName || hasBias) return [tensor];
  return [tensor, { ...tensor, name: biasName, shape: [channels], role: 'bias', fanOut: 0 }];
}
