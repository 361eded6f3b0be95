import { optional, required } from '../fields/field.js';
import { trueOrFalse } from '../fields/choice.js';
import { positiveInteger } from '../fields/number.js';
import { padding, type PaddingField } from '../fields/padding.js';
import { size2d, toPair, type Size2d } from '../fields/size2d.js';
import { asImage, isImage } from '../shapes/shape.js';
import { outputTensor, type FieldsGiven, type LayerDefinition, type Named, type Problem } from './definition.js';
import { needsImage } from './needsImage.js';
import { resolveWindow, windowOutput } from './window.js';

/**
 * Convolution (cross-correlation) over height and width: `[N, C, H, W]` → `[N, outChannels, H', W']`,
 * H' = ⌊(H + top + bottom − dilation·(kH − 1) − 1) / stride⌋ + 1.
 * https://docs.pytorch.org/docs/stable/generated/torch.nn.Conv2d.html
 */
export interface Conv2d extends Named {
  readonly kind: 'conv2d';
  readonly outChannels: number;
  readonly kernelSize: Size2d;
  /** @defaultValue 1 */
  readonly stride?: Size2d;
  /** Zeros around the image. @defaultValue 0 */
  readonly padding?: PaddingField;
  /** Distance between the positions that a window covers. @defaultValue 1 */
  readonly dilation?: Size2d;
  /** Channels are split into this many groups, each convolved by itself. @defaultValue 1 */
  readonly groups?: number;
  /** @defaultValue true */
  readonly bias?: boolean;
}

/** A layer as {@link Conv2d} describes it. */
export const conv2d = (fields: FieldsGiven<Conv2d>): Conv2d => ({ kind: 'conv2d', ...fields });

export const conv2dDefinition: LayerDefinition<Conv2d> = {
  fields: {
    outChannels: required(positiveInteger),
    kernelSize: required(size2d),
    stride: optional(size2d, 1),
    padding: optional(padding, 0),
    dilation: optional(size2d, 1),
    groups: optional(positiveInteger, 1),
    bias: optional(trueOrFalse, true),
  },

  shape(layer, input) {
    if (!isImage(input)) return needsImage(input);
    const { size, problems } = windowOutput(layer, input);
    const found = [...indivisible(layer.groups, input[0], layer.outChannels), ...problems];
    return problems.length > 0 ? { problems: found } : { output: [layer.outChannels, ...size], problems: found };
  },

  state({ outChannels, kernelSize, groups, bias }, [inChannels]) {
    const [height, width] = toPair(kernelSize);
    const fans = { fanIn: (inChannels / groups) * height * width, fanOut: (outChannels / groups) * height * width };
    const weight = { name: 'weight', shape: [outChannels, inChannels / groups, height, width], role: 'weight', ...fans } as const;
    return bias ? [weight, { name: 'bias', shape: [outChannels], role: 'bias', ...fans }] : [weight];
  },

  /** Each output: one for each weight of its channel. */
  multiplyAdds({ kernelSize, groups }, [inChannels], [outChannels, outHeight = 1, outWidth = 1]) {
    const [height, width] = toPair(kernelSize);
    return outChannels * outHeight * outWidth * (inChannels / groups) * height * width;
  },

  /** The patches (im2col): what each output position sees, as float32. A 1×1 kernel of stride 1 without padding sees its input as it lies. */
  workspaceBytes(layer, input, output) {
    const { kernelSize: [height, width], stride, padding } = resolveWindow(layer, asImage(input));
    const inPlace = [height, width, ...stride].every((size) => size === 1) && padding.every((side) => side === 0);
    const [, outHeight, outWidth] = asImage(output);
    return inPlace ? 0 : 4 * input[0] * height * width * outHeight * outWidth;
  },

  lower(layer, site, graph) {
    const output = outputTensor(site, graph);
    const operands = [site.input, `${site.path}.weight`] as const;
    graph.emit({
      kind: 'conv2d',
      path: site.path,
      ...resolveWindow(layer, asImage(site.inputShape)),
      groups: layer.groups,
      inputs: layer.bias ? [...operands, `${site.path}.bias`] : operands,
      outputs: [output],
    });
    return output;
  },
};

function indivisible(groups: number, inChannels: number, outChannels: number): readonly Problem[] {
  if (inChannels % groups === 0 && outChannels % groups === 0) return [];
  return [
    {
      code: 'groups-do-not-divide',
      problem: `groups ${groups} does not divide ${inChannels % groups === 0 ? `outChannels ${outChannels}` : `the ${inChannels} input channels`}`,
      details: [`input channels ${inChannels} = ${groups}·${Math.floor(inChannels / groups)} + ${inChannels % groups}; outChannels ${outChannels} = ${groups}·${Math.floor(outChannels / groups)} + ${outChannels % groups}`],
      remedy: `groups must divide both, so it must be a divisor of ${greatestCommonDivisor(inChannels, outChannels)}`,
      field: 'groups',
    },
  ];
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}
