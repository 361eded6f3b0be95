import type { PlainActivation, TensorName } from '@archetype/spec';
import type { InputActivation, OutputActivation } from '@archetype/training';
import type { Operators } from '../emit/operators.js';
import type { Value } from '../emit/value.js';
import type { Writer, Writing } from './writing.js';

/**
 * 1 where x > 0, else 0, without a comparison: max(0, min(1, 3·10³⁸·x)), a third of the cost of Greater and Cast. Exact for
 * x ≤ 0 and x ≥ 3.4·10⁻³⁹; a positive x below that, deep in the subnormal numbers, gives a fraction.
 */
const isPositive = (g: Operators, x: Value): Value => g.hardSigmoid(x, 3e38, 0);

const functions: { readonly [Kind in PlainActivation]: (g: Operators, x: Value) => Value } = {
  relu: (g, x) => g.relu(x),
  sigmoid: (g, x) => g.sigmoid(x),
  tanh: (g, x) => g.tanh(x),
  gelu: (g, x) => g.multiply(x, normalDistribution(g, x)),
  silu: (g, x) => g.multiply(x, g.sigmoid(x)),
  elu: (g, x) => g.add(g.relu(x), exponentialMinusOne(g, g.minimum(x, g.scalar(0)))),
  hardSwish: (g, x) => g.multiply(x, g.hardSigmoid(x, 1 / 6, 1 / 2)),
  softplus: (g, x) => g.softplus(x),
};

/** Derivatives written in the output y. */
const derivativesOfOutput: { readonly [Kind in OutputActivation]: (g: Operators, y: Value) => Value } = {
  relu: isPositive,
  // Not y − y²: near 1, of which a saturated y is a hair short, nothing of it would be right.
  sigmoid: (g, y) => g.multiply(y, g.subtract(g.scalar(1), y)),
  tanh: (g, y) => g.subtract(g.scalar(1), g.multiply(y, y)),
  // 1 for y > 0, y + 1 else.
  elu: (g, y) => g.add(g.minimum(y, g.scalar(0)), g.scalar(1)),
};

/** Derivatives written in the input x. */
const derivativesOfInput: { readonly [Kind in InputActivation]: (g: Operators, x: Value) => Value } = {
  gelu: (g, x) => {
    const density = g.multiply(g.exp(g.multiply(g.multiply(x, x), g.scalar(-1 / 2))), g.scalar(1 / Math.sqrt(2 * Math.PI)));
    return g.add(normalDistribution(g, x), g.multiply(x, density));
  },
  // σ + xσ(1 − σ)
  silu: (g, x) => {
    const sigmoid = g.sigmoid(x);
    return g.add(sigmoid, g.multiply(g.multiply(x, sigmoid), g.subtract(g.scalar(1), sigmoid)));
  },
  softplus: (g, x) => g.sigmoid(x),
  // h + x/6 where 0 < h < 1, h the clipped ramp; h where not.
  hardSwish: (g, x) => {
    const ramp = g.hardSigmoid(x, 1 / 6, 1 / 2);
    const inside = isPositive(g, g.subtract(ramp, g.multiply(ramp, ramp)));
    return g.add(ramp, g.multiply(g.multiply(x, g.scalar(1 / 6)), inside));
  },
};

/** Φ(x) = (1 + erf(x/√2)) / 2. */
const normalDistribution = (g: Operators, x: Value): Value =>
  g.multiply(g.add(g.erf(g.multiply(x, g.scalar(Math.SQRT1_2))), g.scalar(1)), g.scalar(1 / 2));

/**
 * eˣ − 1 = 2t / (1 − t) with t = tanh(x/2), for x ≤ 0. To 3·10⁻⁷ of itself for any x, where the runtime's Elu, which takes 1 from the exponential, has nothing left of
 * an x below 10⁻⁷: a batch normalisation behind it makes that large.
 */
function exponentialMinusOne(g: Operators, x: Value): Value {
  const t = g.tanh(g.multiply(x, g.scalar(1 / 2)));
  return g.divide(g.add(t, t), g.subtract(g.scalar(1), t));
}

interface OneToOne<Inputs extends readonly TensorName[]> {
  readonly inputs: Inputs;
  readonly outputs: readonly [TensorName];
}

export function activation(kind: PlainActivation) {
  return ({ inputs: [x], outputs: [y] }: OneToOne<readonly [TensorName]>, { g, read, write }: Writing): void => write(y, functions[kind](g, read(x)));
}

/** dx = dy · derivative, from y or from x as the kind reads it. */
export function activationGradient(kind: PlainActivation) {
  const derivative = kind in derivativesOfOutput ? derivativesOfOutput[kind as OutputActivation] : derivativesOfInput[kind as InputActivation];
  return ({ inputs: [dy, operand], outputs: [dx] }: OneToOne<readonly [TensorName, TensorName]>, { g, read, write }: Writing): void =>
    write(dx, g.multiply(read(dy), derivative(g, read(operand))));
}

/** y = x where x > 0, negativeSlope·x elsewhere. */
export const leakyRelu: Writer<'leakyRelu'> = ({ negativeSlope, inputs: [x], outputs: [y] }, { g, read, write }) => {
  write(y, g.leakyRelu(read(x), negativeSlope));
};

export const leakyReluGradient: Writer<'leakyReluGradient'> = ({ negativeSlope, inputs: [dy, x], outputs: [dx] }, { g, read, write }) => {
  const slope = g.add(g.multiply(isPositive(g, read(x)), g.scalar(1 - negativeSlope)), g.scalar(negativeSlope));
  write(dx, g.multiply(read(dy), slope));
};
