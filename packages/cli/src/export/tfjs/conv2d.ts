import type { Drawing, Writer } from './operators.js';

/** With its padding as numbers; groups are convolutions of their own, or a depthwise one where each channel is a group. */
export const conv2d: Writer<'conv2d'> = (operation, drawing) => {
  const { inputs, kernelSize, stride, padding, dilation, groups, outputs } = operation;
  const { read, shape, values, node, weight, floats, integers, integer } = drawing;
  const [x, weightName, biasName] = inputs;
  const [outChannels, perGroup] = shape(weightName) as readonly [number, number];
  const [, , outHeight, outWidth] = shape(outputs[0]) as readonly [number, number, number, number];
  const [top, left, bottom, right] = padding;
  // TensorFlow.js refuses strides and dilation together: then every position is computed, and the wanted ones are taken out.
  const both = dilation.some((each) => each > 1) && stride.some((each) => each > 1);
  const attributes = {
    strides: { ints: both ? [1, 1, 1, 1] : [1, ...stride, 1] },
    dilations: { ints: [1, ...dilation, 1] },
    padding: { text: 'EXPLICIT' },
    explicit_paddings: { ints: [0, 0, top, bottom, left, right, 0, 0] },
  };
  const taps = kernelSize[0] * kernelSize[1];
  const filter = values(weightName);
  /** Rows `first` … of the weight `[O, I, kH, kW]` as `[kH, kW, I, O]`. */
  const tapsFirst = (first: number, rows: number): Float32Array => {
    const result = new Float32Array(taps * perGroup * rows);
    for (let o = 0; o < rows; o++) for (let i = 0; i < perGroup * taps; i++) result[((i % taps) * perGroup + Math.floor(i / taps)) * rows + o] = filter[(first + o) * perGroup * taps + i]!;
    return result;
  };

  const grouped = (): string => {
    const rows = outChannels / groups;
    const split = node('Split', [integer('channels', 3), read(x)], { num_split: { int: groups } });
    const parts = Array.from({ length: groups }, (_, group) =>
      node('Conv2D', [group === 0 ? split : `${split}:${group}`, floats(`weight_${group}`, [...kernelSize, perGroup, rows], tapsFirst(group * rows, rows))], attributes),
    );
    return node('ConcatV2', [...parts, integer('joined', 3)], { N: { int: groups } });
  };
  const depthwise = (): string => {
    // `[C · multiplier, 1, kH, kW]` as `[kH, kW, C, multiplier]`.
    const kernel = tapsFirst(0, outChannels);
    return node('DepthwiseConv2dNative', [read(x), weight(weightName, [...kernelSize, groups, outChannels / groups], kernel)], attributes);
  };
  const whole = (): string => node('Conv2D', [read(x), weight(weightName, [...kernelSize, perGroup, outChannels], tapsFirst(0, outChannels))], attributes);

  const y = groups === 1 ? whole() : perGroup === 1 ? depthwise() : grouped();
  const strided = both
    ? node(
        'StridedSlice',
        [y, integers('begin', [0, 0, 0, 0]), integers('end', [0, (outHeight - 1) * stride[0] + 1, (outWidth - 1) * stride[1] + 1, 0]), integers('step', [1, ...stride, 1])],
        WHOLE_BATCH_AND_CHANNELS,
      )
    : y;
  return biasName === undefined ? strided : node('BiasAdd', [strided, weight(biasName, shape(biasName), values(biasName))]);
};

/** Bits 0 and 3 of `begin_mask` and `end_mask`: all of the first and of the last axis. */
export const WHOLE_BATCH_AND_CHANNELS: NonNullable<Parameters<Drawing['node']>[2]> = { begin_mask: { int: 9 }, end_mask: { int: 9 } };
