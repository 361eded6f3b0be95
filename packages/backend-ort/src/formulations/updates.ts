import type { Operators } from '../emit/operators.js';
import { accumulate } from './accumulate.js';
import type { Value } from '../emit/value.js';
import type { Writer } from './writing.js';

/** PyTorch's SGD: g ← gradient + decay·w; v ← μ·v + g; w ← w − rate·(v, or g + μ·v with Nesterov). */
export const sgdUpdate: Writer<'sgdUpdate'> = ({ momentum, nesterov, weightDecay, inputs, outputs }, { g, read, write }) => {
  const [parameterName, gradientName, rateName, velocityName] = inputs;
  const [nextName, nextVelocityName] = outputs;
  const [parameter, rate] = [read(parameterName), read(rateName)];
  const gradient = decayed(g, read(gradientName), parameter, weightDecay);
  let direction = gradient;
  if (velocityName !== undefined && nextVelocityName !== undefined) {
    const velocity = accumulate(g, gradient, read(velocityName), { alpha: 1, beta: momentum });
    write(nextVelocityName, velocity);
    direction = nesterov ? g.add(gradient, g.multiply(velocity, g.scalar(momentum))) : velocity;
  }
  write(nextName, g.subtract(parameter, g.multiply(direction, rate)));
};

/** The gradient has the learning rate in it: w ← w·(1 − rate·decay) − step. */
export const sgdStep: Writer<'sgdStep'> = ({ weightDecay, inputs: [parameterName, step, rate], outputs: [next] }, { g, read, write }) => {
  const parameter = read(parameterName);
  const kept = weightDecay === 0 ? parameter : g.multiply(parameter, g.subtract(g.scalar(1), g.multiply(read(rate), g.scalar(weightDecay))));
  write(next, accumulate(g, read(step), kept, { alpha: -1, beta: 1 }));
};

/** PyTorch's Adam, and AdamW where the decay is decoupled; ε is added outside of the root. */
export const adamUpdate: Writer<'adamUpdate'> = ({ beta1, beta2, eps, weightDecay, decay, inputs, outputs }, { g, read, write }) => {
  const [parameter, rawGradient, rate, firstMoment, secondMoment, correction1, correction2] = inputs.map(read) as [
    Value, Value, Value, Value, Value, Value, Value,
  ];
  const coupled = decay === 'coupled';
  const gradient = coupled ? decayed(g, rawGradient, parameter, weightDecay) : rawGradient;
  const first = g.add(g.multiply(firstMoment, g.scalar(beta1)), g.multiply(gradient, g.scalar(1 - beta1)));
  const second = g.add(g.multiply(secondMoment, g.scalar(beta2)), g.multiply(g.multiply(gradient, gradient), g.scalar(1 - beta2)));
  const deviation = g.add(g.sqrt(g.divide(second, correction2)), g.scalar(eps));
  const shrunk =
    coupled || weightDecay === 0 ? parameter : g.multiply(parameter, g.subtract(g.scalar(1), g.multiply(rate, g.scalar(weightDecay))));
  write(outputs[0], g.subtract(shrunk, g.divide(g.multiply(first, g.divide(rate, correction1)), deviation)));
  write(outputs[1], first);
  write(outputs[2], second);
};

/** PyTorch's RMSprop, not centred: s ← α·s + (1 − α)·g²; u = g / (√s + ε), through a momentum buffer where there is one. */
export const rmspropUpdate: Writer<'rmspropUpdate'> = ({ alpha, eps, momentum, weightDecay, inputs, outputs }, { g, read, write }) => {
  const [parameterName, gradientName, rateName, squareAverageName, velocityName] = inputs;
  const [nextName, nextSquareAverageName, nextVelocityName] = outputs;
  const [parameter, rate] = [read(parameterName), read(rateName)];
  const gradient = decayed(g, read(gradientName), parameter, weightDecay);
  const squares = g.add(g.multiply(read(squareAverageName), g.scalar(alpha)), g.multiply(g.multiply(gradient, gradient), g.scalar(1 - alpha)));
  let direction = g.divide(gradient, g.add(g.sqrt(squares), g.scalar(eps)));
  write(nextSquareAverageName, squares);
  if (velocityName !== undefined && nextVelocityName !== undefined) {
    direction = g.add(g.multiply(read(velocityName), g.scalar(momentum)), direction);
    write(nextVelocityName, direction);
  }
  write(nextName, g.subtract(parameter, g.multiply(direction, rate)));
};

/** gradient + decay·w. */
const decayed = (g: Operators, gradient: Value, parameter: Value, weightDecay: number): Value =>
  weightDecay === 0 ? gradient : g.add(gradient, g.multiply(parameter, g.scalar(weightDecay)));
