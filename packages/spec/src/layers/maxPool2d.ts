import { trueOrFalse } from '../fields/choice.js';
import { optional, required, sameAs } from '../fields/field.js';
import { padding, type PaddingField } from '../fields/padding.js';
import { size2d, type Size2d } from '../fields/size2d.js';
import { asImage, isImage } from '../shapes/shape.js';
import { outputTensor, type FieldsGiven, type LayerDefinition, type Named } from './definition.js';
import { needsImage } from './needsImage.js';
import { poolShape } from './poolShape.js';
import { resolveWindow } from './window.js';

/**
 * The largest value of each window: `[N, C, H, W]` → `[N, C, H', W']`. Padding counts as −∞.
 * https://docs.pytorch.org/docs/stable/generated/torch.nn.MaxPool2d.html
 */
export interface MaxPool2d extends Named {
  readonly kind: 'maxPool2d';
  readonly kernelSize: Size2d;
  /** @defaultValue kernelSize */
  readonly stride?: Size2d;
  /** At most half the kernel. @defaultValue 0 */
  readonly padding?: PaddingField;
  /** @defaultValue 1 */
  readonly dilation?: Size2d;
  /** Rounds the output size up, less a last window that would start in the end padding. @defaultValue false */
  readonly ceilMode?: boolean;
}

/** A layer as {@link MaxPool2d} describes it. */
export const maxPool2d = (fields: FieldsGiven<MaxPool2d>): MaxPool2d => ({ kind: 'maxPool2d', ...fields });

export const maxPool2dDefinition: LayerDefinition<MaxPool2d> = {
  fields: {
    kernelSize: required(size2d),
    stride: sameAs(size2d, 'kernelSize'),
    padding: optional(padding, 0),
    dilation: optional(size2d, 1),
    ceilMode: optional(trueOrFalse, false),
  },

  shape: (layer, input) => (isImage(input) ? poolShape(layer, input) : needsImage(input)),

  lower(layer, site, graph) {
    const output = outputTensor(site, graph);
    const window = resolveWindow(layer, asImage(site.inputShape));
    graph.emit({ kind: 'maxPool2d', path: site.path, ...window, inputs: [site.input], outputs: [output] });
    return output;
  },
};
