import type { TensorInfo, TensorName } from '@archetype/spec';
import type { Plan, PlanOperation, PlanOperationOf } from './operations.js';
import { isResult, readersOf } from './readers.js';

/**
 * maxPool(f(x)) = f(maxPool(x)) where f never falls: so an activation that only a max pooling reads is moved behind it, where there are a
 * quarter of the elements, forward and backward. Values are the same to the bit. Where f makes ties of unequal inputs (a sigmoid
 * in saturation, a ReLU of negative numbers), the gradient of the window goes to the larger input rather than to the first; f's slope there is zero, or
 * that of inputs that differ by less than one can tell.
 */
export function poolBeforeActivation(plan: Plan): Plan {
  const tensors = new Map<TensorName, TensorInfo>(plan.tensors);
  const replaced = new Map<PlanOperation, PlanOperation>();
  for (const { activation, pool, poolGradient, activationGradient } of pairsOf(plan)) {
    const [x] = activation.inputs;
    const [y] = pool.outputs;
    const pooled = `${y}:pooled`;
    tensors.set(pooled, tensors.get(y)!);
    replaced.set(activation, { ...pool, inputs: [x], outputs: [pooled] });
    replaced.set(pool, { ...activation, inputs: [pooled], outputs: [y] });
    if (!poolGradient || !activationGradient) continue;
    const activated = `${y}:pooled:gradient`;
    tensors.set(activated, tensors.get(y)!);
    const operand = activationGradient.inputs[1] === x ? pooled : y;
    replaced.set(poolGradient, { ...activationGradient, inputs: [poolGradient.inputs[0], operand], outputs: [activated] });
    replaced.set(activationGradient, { ...poolGradient, inputs: [activated, x, pooled], outputs: activationGradient.outputs });
  }
  return replaced.size === 0 ? plan : { ...plan, tensors, operations: plan.operations.map((operation) => replaced.get(operation) ?? operation) };
}

/** Activations that never fall; leakyRelu is one for slopes that are not negative. */
const rising = ['relu', 'sigmoid', 'tanh', 'elu', 'softplus', 'leakyRelu'] as const;
type Rising = (typeof rising)[number];

interface Pair {
  readonly activation: PlanOperationOf<Rising>;
  readonly pool: PlanOperationOf<'maxPool2d'>;
  readonly poolGradient?: PlanOperationOf<'maxPool2dGradient'>;
  readonly activationGradient?: PlanOperationOf<`${Rising}Gradient`>;
}

function* pairsOf(plan: Plan): Generator<Pair> {
  const readers = readersOf(plan);
  for (const activation of plan.operations) {
    if (!isRising(activation)) continue;
    const [y] = activation.outputs;
    if (isResult(plan, y)) continue;
    const among = readers(y);
    const pool = among.find((operation) => operation.kind === 'maxPool2d');
    const poolGradient = among.find((operation) => operation.kind === 'maxPool2dGradient');
    // Besides the two, only the activation's own gradient may read what would no longer be there.
    const activationGradient = poolGradient && gradientAfter(readers(poolGradient.outputs[0]));
    const expected: readonly (PlanOperation | undefined)[] = [pool, poolGradient, activationGradient];
    if (!pool || !among.every((operation) => expected.includes(operation))) continue;
    if (poolGradient === undefined) yield { activation, pool };
    else if (activationGradient?.kind === `${activation.kind}Gradient`) yield { activation, pool, poolGradient, activationGradient };
  }
}

const isRising = (operation: PlanOperation): operation is PlanOperationOf<Rising> =>
  rising.includes(operation.kind as Rising) && (operation.kind !== 'leakyRelu' || operation.negativeSlope >= 0);

const gradientAfter = (readers: readonly PlanOperation[]): PlanOperationOf<`${Rising}Gradient`> | undefined => {
  const [only] = readers;
  return readers.length === 1 && rising.some((kind) => only?.kind === `${kind}Gradient`) ? (only as PlanOperationOf<`${Rising}Gradient`>) : undefined;
};
