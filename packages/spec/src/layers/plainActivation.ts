import type { PlainActivation } from '../graph/operations.js';
import { outputTensor, type LayerDefinition, type Named } from './definition.js';

/** The definition of an activation without fields: same shape, no state, one operation of its own name. */
export function plainActivation<Kind extends PlainActivation>(kind: Kind): LayerDefinition<Named & { readonly kind: Kind }>;
export function plainActivation(kind: PlainActivation): LayerDefinition<Named & { readonly kind: PlainActivation }> {
  return {
    fields: {},
    shape: (_, input) => ({ output: input }),
    lower(_, site, graph) {
      const output = outputTensor(site, graph);
      graph.emit({ kind, path: site.path, inputs: [site.input], outputs: [output] });
      return output;
    },
  };
}
