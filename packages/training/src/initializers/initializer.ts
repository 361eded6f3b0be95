import type { Recipe } from '@archetype/spec';
import { kaimingNormal } from './kaimingNormal.js';
import { kaimingUniform } from './kaimingUniform.js';
import { normal } from './normal.js';
import type { InitializerRule } from './rule.js';
import { torchDefault } from './torchDefault.js';
import { xavierNormal } from './xavierNormal.js';
import { xavierUniform } from './xavierUniform.js';
import { zeros } from './zeros.js';

type Choice = Recipe['initialization']['weight'] | Recipe['initialization']['bias'];

const rules: { readonly [Name in Extract<Choice, string>]: InitializerRule } = {
  xavierUniform,
  xavierNormal,
  kaimingUniform,
  kaimingNormal,
  torchDefault,
  zeros,
};

/** The rule that a recipe names. */
export function initializer(choice: Choice): InitializerRule {
  return typeof choice === 'string' ? rules[choice] : normal(choice.std);
}
