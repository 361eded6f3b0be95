import { isImage } from '../shapes/shape.js';
import { outputTensor, type FieldsGiven, type LayerDefinition, type Named } from './definition.js';
import { needsImage } from './needsImage.js';

/** The mean over height and width: `[N, C, H, W]` → `[N, C, 1, 1]`. Lin et al. 2013, https://arxiv.org/abs/1312.4400 */
export interface GlobalAvgPool2d extends Named {
  readonly kind: 'globalAvgPool2d';
}

/** A layer as {@link GlobalAvgPool2d} describes it. */
export const globalAvgPool2d = (fields: FieldsGiven<GlobalAvgPool2d> = {}): GlobalAvgPool2d => ({ kind: 'globalAvgPool2d', ...fields });

export const globalAvgPool2dDefinition: LayerDefinition<GlobalAvgPool2d> = {
  fields: {},

  shape: (_, input) => (isImage(input) ? { output: [input[0], 1, 1] } : needsImage(input)),

  lower(_, site, graph) {
    const output = outputTensor(site, graph);
    graph.emit({ kind: 'globalAvgPool2d', path: site.path, inputs: [site.input], outputs: [output] });
    return output;
  },
};
