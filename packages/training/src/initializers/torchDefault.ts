import { fillUniform } from '@archetype/spec/random';
import type { InitializerRule } from './rule.js';

/**
 * U(−a, a), a = 1 / √fanIn, for weights and biases alike (a bias has the fan in of its weight): what a fresh `nn.Conv2d` or `nn.Linear` has,
 * which writes it as Kaiming's with a leaky slope of √5.
 *
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.Linear.html
 */
export const torchDefault: InitializerRule = (out, { fanIn }, stream) => {
  const bound = 1 / Math.sqrt(fanIn);
  fillUniform(stream, out, -bound, bound);
};
