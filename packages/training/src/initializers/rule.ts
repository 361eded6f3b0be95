import type { StateTensor } from '@archetype/spec';
import type { RandomStream } from '@archetype/spec/random';

/**
 * Fills `out` with a tensor's first value. Only operations that IEEE 754 rounds in one way may be used (+, −, ×, ÷ and the square root), so
 * that a seed gives the same bits on every machine.
 */
export type InitializerRule = (out: Float32Array, tensor: Fans, stream: RandomStream) => void;

export type Fans = Pick<StateTensor, 'fanIn' | 'fanOut'>;
