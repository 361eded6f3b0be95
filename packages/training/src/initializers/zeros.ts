import type { InitializerRule } from './rule.js';

export const zeros: InitializerRule = (out) => {
  out.fill(0);
};
