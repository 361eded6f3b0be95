import { elementsOf, isImage } from '../shapes/shape.js';
import { outputTensor, type FieldsGiven, type LayerDefinition, type Named } from './definition.js';

/**
 * `[N, C, H, W]` → `[N, C·H·W]`, channel outermost; what is flat already stays.
 * https://docs.pytorch.org/docs/stable/generated/torch.nn.Flatten.html
 */
export interface Flatten extends Named {
  readonly kind: 'flatten';
}

/** A layer as {@link Flatten} describes it. */
export const flatten = (fields: FieldsGiven<Flatten> = {}): Flatten => ({ kind: 'flatten', ...fields });

export const flattenDefinition: LayerDefinition<Flatten> = {
  fields: {},

  shape: (_, input) => ({ output: [elementsOf(input)] }),

  /** A view of its input. */
  activationBytes: () => 0,

  lower(_, site, graph) {
    if (!isImage(site.inputShape)) return site.input;
    const output = outputTensor(site, graph);
    graph.emit({ kind: 'flatten', path: site.path, inputs: [site.input], outputs: [output] });
    return output;
  },
};
