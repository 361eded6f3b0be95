import { trueOrFalse } from '../fields/choice.js';
import { optional, required, sameAs } from '../fields/field.js';
import { padding, type PaddingField } from '../fields/padding.js';
import { size2d, type Size2d } from '../fields/size2d.js';
import { asImage, isImage } from '../shapes/shape.js';
import { outputTensor, type FieldsGiven, type LayerDefinition, type Named } from './definition.js';
import { needsImage } from './needsImage.js';
import { poolShape } from './poolShape.js';
import { countWindows, resolveWindow, windowSides, type WindowSide } from './window.js';

/**
 * The mean of each window: `[N, C, H, W]` → `[N, C, H', W']`.
 * https://docs.pytorch.org/docs/stable/generated/torch.nn.AvgPool2d.html
 */
export interface AvgPool2d extends Named {
  readonly kind: 'avgPool2d';
  readonly kernelSize: Size2d;
  /** @defaultValue kernelSize */
  readonly stride?: Size2d;
  /** Zeros, at most half the kernel. @defaultValue 0 */
  readonly padding?: PaddingField;
  /** Rounds the output size up, less a last window that would start in the end padding. @defaultValue false */
  readonly ceilMode?: boolean;
  /** Divides by the positions in the padding too (never by those beyond it). @defaultValue true */
  readonly countIncludePad?: boolean;
}

/** A layer as {@link AvgPool2d} describes it. */
export const avgPool2d = (fields: FieldsGiven<AvgPool2d>): AvgPool2d => ({ kind: 'avgPool2d', ...fields });

export const avgPool2dDefinition: LayerDefinition<AvgPool2d> = {
  fields: {
    kernelSize: required(size2d),
    stride: sameAs(size2d, 'kernelSize'),
    padding: optional(padding, 0),
    ceilMode: optional(trueOrFalse, false),
    countIncludePad: optional(trueOrFalse, true),
  },

  shape: (layer, input) => (isImage(input) ? poolShape(layer, input) : needsImage(input)),

  lower(layer, site, graph) {
    const output = outputTensor(site, graph);
    const input = asImage(site.inputShape);
    const [rows, columns] = windowSides(layer, input);
    graph.emit({
      kind: 'avgPool2d',
      path: site.path,
      ...resolveWindow(layer, input),
      rowCounts: positionsCounted(rows, layer.countIncludePad),
      columnCounts: positionsCounted(columns, layer.countIncludePad),
      inputs: [site.input],
      outputs: [output],
    });
    return output;
  },
};

/** By how many positions each window's sum is divided, along one side. */
function positionsCounted(side: WindowSide, includePadding: boolean): readonly number[] {
  const [first, last] = includePadding ? [-side.begin, side.input + side.end] : [0, side.input];
  return Array.from({ length: countWindows(side) }, (_, i) => {
    const start = i * side.stride - side.begin;
    return Math.min(start + side.kernel, last) - Math.max(start, first);
  });
}
