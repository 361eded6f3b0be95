import { fillNormal } from '@archetype/spec/random';
import type { InitializerRule } from './rule.js';

/** N(0, std²), whatever the fans. */
export function normal(std: number): InitializerRule {
  return (out, _fans, stream) => fillNormal(stream, out, 0, std);
}
