import { ArchetypeError, type ForwardOperation, type Graph, type TensorInfo, type TensorName } from '@archetype/spec';
import type { StepGraph } from './backend.js';
import { applyGradientRule } from './gradients/registry.js';
import type { GradientContext } from './gradients/rule.js';
import type { StepOperation } from './operations.js';

export interface DifferentiatedGraph {
  /** The forward graph with the gradient operations after it. Updates of the forward graph (running statistics) are kept. */
  readonly graph: StepGraph;
  /** Trained state tensor → the tensor that holds its gradient, in the order of the graph's state. One that does not reach the loss is absent. */
  readonly gradients: ReadonlyMap<TensorName, TensorName>;
}

/**
 * Reverse-mode differentiation of a scalar, from graph to graph.
 *
 * The forward operations are walked from last to first, and each appends what its rule says. Only tensors that lead to trained state get a
 * gradient: nothing flows into preprocessing, and the first convolution has no input gradient.
 *
 * The gradient of tensor T is `T:gradient`. Where several operations read T, their contributions come in the reverse of the readers' order
 * and are added from the left, each as soon as it exists, ((first + second) + third): contributions and partial sums are `T:gradient#1`, `#2`, … as they arise,
 * and the last sum is `T:gradient`. Where a gradient is that of another tensor unchanged (a term of a sum), no tensor is made for it.
 *
 * @param loss a scalar made by a loss operation
 * @throws ArchetypeError `no-loss`, `not-differentiable`
 */
export function differentiate(forward: Graph, loss: TensorName | undefined = forward.outputs.loss): DifferentiatedGraph {
  const lossOperation = forward.operations.find(({ outputs }) => (outputs as readonly TensorName[]).includes(loss ?? ''));
  if (loss === undefined || lossOperation?.kind !== 'softmaxCrossEntropy') {
    throw new ArchetypeError({
      code: 'no-loss',
      subject: forward.name,
      problem: loss === undefined ? 'the graph has no loss to differentiate' : `${loss} is not made by a loss operation`,
      remedy: 'lower the model with a loss',
    });
  }
  const leading = leadingToTrainedState(forward);
  const readers = countReaders(forward, lossOperation);
  const tensors = new Map<TensorName, TensorInfo>(forward.tensors);
  const operations: StepOperation[] = [...forward.operations];
  const accumulators = new Map<TensorName, Accumulator>();

  const append = (operation: StepOperation, shapes: readonly (readonly number[])[]): void => {
    operations.push(operation);
    operation.outputs.forEach((name, i) => tensors.set(name, { shape: shapes[i] as readonly number[], elementType: 'float32' }));
  };
  const shapeOf = (tensor: TensorName): readonly number[] => (forward.tensors.get(tensor) as TensorInfo).shape;
  const accumulatorOf = (tensor: TensorName): Accumulator => {
    const found = accumulators.get(tensor);
    if (found !== undefined) return found;
    const made: Accumulator = { expected: readers.get(tensor) ?? 1, received: 0, named: 0, sum: undefined };
    accumulators.set(tensor, made);
    return made;
  };
  /** Adds a contribution to what there is. */
  const accumulate = (tensor: TensorName, path: string, contribution: TensorName): void => {
    const into = accumulatorOf(tensor);
    into.received += 1;
    if (into.sum === undefined) {
      into.sum = contribution;
      return;
    }
    const total = into.received === into.expected ? `${tensor}:gradient` : `${tensor}:gradient#${++into.named}`;
    append({ kind: 'add', path, inputs: [into.sum, contribution], outputs: [total] }, [shapeOf(tensor)]);
    into.sum = total;
  };
  const nameContribution = (tensor: TensorName): TensorName => {
    const into = accumulatorOf(tensor);
    return into.expected === 1 ? `${tensor}:gradient` : `${tensor}:gradient#${++into.named}`;
  };
  const contextOf = ({ path }: ForwardOperation): GradientContext => ({
    wants: (tensor) => leading.has(tensor),
    shapeOf,
    contribute(tensor, operation) {
      const name = nameContribution(tensor);
      append(operation(name), [shapeOf(tensor)]);
      accumulate(tensor, path, name);
    },
    contributeTogether(targets, operation) {
      const [x, weight, bias] = targets;
      const names = [nameContribution(x), nameContribution(weight), nameContribution(bias)] as const;
      append(operation(names), targets.map(shapeOf));
      // What comes along unread is not added up.
      targets.forEach((tensor, i) => leading.has(tensor) && accumulate(tensor, path, names[i] as TensorName));
    },
    pass: (tensor, gradient) => accumulate(tensor, path, gradient),
    intermediate(name, shape, operation) {
      append(operation, [shape]);
      return name;
    },
  });

  for (const operation of forward.operations.toReversed()) {
    const [output] = operation.outputs;
    const dy = operation === lossOperation ? `${loss}:gradient` : accumulators.get(output)?.sum;
    if (dy !== undefined) applyGradientRule(operation, dy, contextOf(operation));
  }

  const gradients = new Map<TensorName, TensorName>();
  for (const { name, trainable } of forward.state) {
    const gradient = accumulators.get(name)?.sum;
    if (trainable && gradient !== undefined) gradients.set(name, gradient);
  }
  return { graph: { ...forward, tensors, operations }, gradients };
}

/** The running sum of one tensor's gradients. */
interface Accumulator {
  /** How many contributions will come. */
  readonly expected: number;
  received: number;
  /** How many of `#1`, `#2`, … are taken. */
  named: number;
  sum: TensorName | undefined;
}

/** The tensors through which trained state acts: that state, and all that is made of it. */
function leadingToTrainedState({ state, operations }: Graph): ReadonlySet<TensorName> {
  const leading = new Set(state.filter(({ trainable }) => trainable).map(({ name }) => name));
  for (const { inputs, outputs } of operations) {
    if (!inputs.some((name) => leading.has(name))) continue;
    for (const name of outputs) leading.add(name);
  }
  return leading;
}

/** How many gradients each tensor will receive: one for each place where it is read on the way to the loss. */
function countReaders({ operations }: Graph, lossOperation: ForwardOperation): ReadonlyMap<TensorName, number> {
  const readers = new Map<TensorName, number>();
  for (const operation of operations.toReversed()) {
    if (operation !== lossOperation && !readers.has(operation.outputs[0])) continue;
    for (const name of operation.inputs) readers.set(name, (readers.get(name) ?? 0) + 1);
  }
  return readers;
}
