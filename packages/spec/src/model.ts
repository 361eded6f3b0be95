import type { Layer } from './layers/layer.js';
import type { Shape } from './shapes/shape.js';

/** A network: `JSON.stringify` of it is its file. */
export interface ModelSpec {
  readonly format: 'archetype/1';
  readonly name: string;
  /** `[channels, height, width]`, or `[features]` for a network without convolutions. */
  readonly input: Shape;
  readonly layers: readonly Layer[];
}

/** A model of this format's version. Nothing is checked here: `checkModel` finds mistakes, and whatever uses the model refuses them. */
export function defineModel({ name, input, layers }: Omit<ModelSpec, 'format'>): ModelSpec {
  return { format: 'archetype/1', name, input, layers };
}
