import { optional } from '../fields/field.js';
import { properFraction } from '../fields/number.js';
import { elementsOf } from '../shapes/shape.js';
import { outputTensor, type FieldsGiven, type LayerDefinition, type Named } from './definition.js';

/**
 * In training, x · mask / (1 − rate) with each element of the mask 0 with probability `rate`; in inference, x.
 * Srivastava et al. 2014, https://jmlr.org/papers/v15/srivastava14a.html
 */
export interface Dropout extends Named {
  readonly kind: 'dropout';
  /** The fraction that is dropped, below 1. @defaultValue 0.5 */
  readonly rate?: number;
}

/** A layer as {@link Dropout} describes it. */
export const dropout = (fields: FieldsGiven<Dropout> = {}): Dropout => ({ kind: 'dropout', ...fields });

export const dropoutDefinition: LayerDefinition<Dropout> = {
  fields: { rate: optional(properFraction, 0.5) },

  shape: (_, input) => ({ output: input }),

  /** The output and a mask of one byte. */
  activationBytes: ({ rate }, output) => (rate === 0 ? 0 : 5 * elementsOf(output)),

  lower({ rate }, site, graph) {
    if (graph.mode === 'inference' || rate === 0) return site.input;
    const mask = graph.tensor(`${site.path}:mask`, [graph.batchSize, ...site.inputShape], 'uint8');
    graph.input({ name: mask, role: 'mask', path: site.path, rate });
    const output = outputTensor(site, graph);
    graph.emit({ kind: 'dropout', path: site.path, rate, inputs: [site.input, mask], outputs: [output] });
    return output;
  },
};
