import { required } from '../fields/field.js';
import { size2d, toPair, type Size2d } from '../fields/size2d.js';
import { asImage, isImage } from '../shapes/shape.js';
import { outputTensor, type FieldsGiven, type LayerDefinition, type Named } from './definition.js';
import { needsImage } from './needsImage.js';

/**
 * The mean of outputSize windows spread evenly: window i covers ⌊i·in/out⌋ … ⌈(i + 1)·in/out⌉. `[N, C, H, W]` → `[N, C, …outputSize]`.
 * https://docs.pytorch.org/docs/stable/generated/torch.nn.AdaptiveAvgPool2d.html
 */
export interface AdaptiveAvgPool2d extends Named {
  readonly kind: 'adaptiveAvgPool2d';
  readonly outputSize: Size2d;
}

/** A layer as {@link AdaptiveAvgPool2d} describes it. */
export const adaptiveAvgPool2d = (fields: FieldsGiven<AdaptiveAvgPool2d>): AdaptiveAvgPool2d => ({ kind: 'adaptiveAvgPool2d', ...fields });

export const adaptiveAvgPool2dDefinition: LayerDefinition<AdaptiveAvgPool2d> = {
  fields: { outputSize: required(size2d) },

  shape: ({ outputSize }, input) => (isImage(input) ? { output: [input[0], ...toPair(outputSize)] } : needsImage(input)),

  lower({ outputSize }, site, graph) {
    const output = outputTensor(site, graph);
    const [, height, width] = asImage(site.inputShape);
    const [rows, columns] = toPair(outputSize);
    graph.emit({
      kind: 'adaptiveAvgPool2d',
      path: site.path,
      rowWindows: evenWindows(height, rows),
      columnWindows: evenWindows(width, columns),
      inputs: [site.input],
      outputs: [output],
    });
    return output;
  },
};

function evenWindows(input: number, output: number): readonly (readonly [start: number, end: number])[] {
  return Array.from({ length: output }, (_, i) => [Math.floor((i * input) / output), Math.ceil(((i + 1) * input) / output)] as const);
}
