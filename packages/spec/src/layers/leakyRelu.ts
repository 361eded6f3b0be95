import { optional } from '../fields/field.js';
import { finiteNumber } from '../fields/number.js';
import { outputTensor, type FieldsGiven, type LayerDefinition, type Named } from './definition.js';

/** x where x > 0, negativeSlope·x elsewhere. Maas et al. 2013, https://ai.stanford.edu/~amaas/papers/relu_hybrid_icml2013_final.pdf */
export interface LeakyRelu extends Named {
  readonly kind: 'leakyRelu';
  /** @defaultValue 0.01 */
  readonly negativeSlope?: number;
}

/** A layer as {@link LeakyRelu} describes it. */
export const leakyRelu = (fields: FieldsGiven<LeakyRelu> = {}): LeakyRelu => ({ kind: 'leakyRelu', ...fields });

export const leakyReluDefinition: LayerDefinition<LeakyRelu> = {
  fields: { negativeSlope: optional(finiteNumber, 0.01) },

  shape: (_, input) => ({ output: input }),

  lower({ negativeSlope }, site, graph) {
    const output = outputTensor(site, graph);
    graph.emit({ kind: 'leakyRelu', path: site.path, negativeSlope, inputs: [site.input], outputs: [output] });
    return output;
  },
};
