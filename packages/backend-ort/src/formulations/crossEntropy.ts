import type { OperationOf } from '@archetype/training';
import type { Value } from '../emit/value.js';
import { canonical } from '../layouts/layout.js';
import type { Writer, Writing } from './writing.js';

/** −Σ q·logSoftmax(logits), over the batch's size where the mean is asked for. */
export const softmaxCrossEntropy: Writer<'softmaxCrossEntropy'> = (operation, writing) => {
  const { g } = writing;
  const [logits] = operation.inputs;
  const sum = g.reduceSum(g.multiply(logProbabilities(writing, logits), targets(writing, operation)), [0, 1]);
  const weight = operation.reduction === 'mean' ? -1 / writing.shape(logits)[0]! : -1;
  writing.write(operation.outputs[0], g.multiply(sum, g.scalar(weight)));
};

/** (softmax − q), over the batch's size where the mean is asked for; the softmax is the exponential of the loss's log-softmax. */
export const softmaxCrossEntropyGradient: Writer<'softmaxCrossEntropyGradient'> = (operation, writing) => {
  const { g } = writing;
  const [logits] = operation.inputs;
  const difference = g.subtract(g.exp(logProbabilities(writing, logits)), targets(writing, operation));
  const shape = writing.shape(logits);
  writing.write(
    operation.outputs[0],
    operation.reduction === 'mean' ? g.multiply(difference, g.scalar(1 / shape[0]!)) : difference,
    canonical(shape),
  );
};

/** Rows of the logits whose first maximum is at the label. */
export const countCorrect: Writer<'countCorrect'> = ({ inputs: [logits, labels], outputs: [count] }, { g, shape, readAs, read, write }) => {
  const predicted = g.argMax(readAs(logits, canonical(shape(logits))), 1);
  const right = g.equal(predicted, g.cast(read(labels), 'int64'));
  write(count, g.reduceSum(g.cast(right, 'float32'), [0]));
};

type Loss = OperationOf<'softmaxCrossEntropy'> | OperationOf<'softmaxCrossEntropyGradient'>;

const logProbabilities = ({ g, readAs, shape }: Writing, logits: string): Value => g.logSoftmax(readAs(logits, canonical(shape(logits))), 1);

/** q = (1 − labelSmoothing)·oneHot + labelSmoothing / F, `[N, F]`. */
function targets({ g, shape, read }: Writing, { labelSmoothing, inputs: [logits, labels] }: Loss): Value {
  const [batch, classes] = shape(logits) as readonly [number, number];
  const numbers = g.int32s([...new Array(classes).keys()], [1, classes]);
  const oneHot = g.cast(g.equal(g.reshape(read(labels), [batch, 1]), numbers), 'float32');
  if (labelSmoothing === 0) return oneHot;
  return g.add(g.multiply(oneHot, g.scalar(1 - labelSmoothing)), g.scalar(labelSmoothing / classes));
}
