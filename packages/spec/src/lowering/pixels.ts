import { SpecError } from '../check/error.js';
import { toPair, type Size2d } from '../fields/size2d.js';
import type { TensorName } from '../graph/tensor.js';
import type { ModelSpec } from '../model.js';
import { elementsOf, isImage, type ImageShape, type Shape } from '../shapes/shape.js';
import type { GraphBuilder } from './graphBuilder.js';

/** How stored pixels become the model's input. */
export interface ImageInput {
  /** `[channels, height, width]` of the stored images. */
  readonly shape: ImageShape;
  /** Height and width after a bilinear resize. @defaultValue the model's input */
  readonly resize?: Size2d;
  /** `'unit'`: pixel / 255; else (pixel / 255 − mean) / std for each stored channel. */
  readonly scale: 'unit' | { readonly mean: readonly number[]; readonly std: readonly number[] };
}

/** The input that a model is trained on: its own, with height and width of `resize` where that is given. */
export function trainingInput(model: Pick<ModelSpec, 'input'>, { resize }: { readonly resize?: Size2d | undefined } = {}): Shape {
  return resize !== undefined && isImage(model.input) ? [model.input[0], ...toPair(resize)] : model.input;
}

/** `pixels` → scaled, enlarged, repeated over the channels, or made flat: the tensor that the first layer reads. */
export function lowerPixels(images: ImageInput, input: Shape, subject: string, graph: GraphBuilder): TensorName {
  const { batchSize } = graph;
  const [channels, height, width] = images.shape;
  refuseMismatch(images, input, subject);
  const pixels = graph.tensor('pixels', [batchSize, ...images.shape], 'uint8');
  graph.input({ name: pixels, role: 'pixels' });
  const normalized = graph.tensor('pixels:normalized', [batchSize, ...images.shape]);
  const scale = images.scale === 'unit' ? {} : { mean: images.scale.mean, std: images.scale.std };
  graph.emit({ kind: 'normalizePixels', path: '', ...scale, inputs: [pixels], outputs: [normalized] });
  if (!isImage(input)) {
    const flat = graph.tensor('pixels:flattened', [batchSize, ...input]);
    graph.emit({ kind: 'flatten', path: '', inputs: [normalized], outputs: [flat] });
    return flat;
  }
  let image = normalized;
  if (input[1] !== height || input[2] !== width) {
    const resized = graph.tensor('pixels:resized', [batchSize, channels, input[1], input[2]]);
    graph.emit({ kind: 'resizeBilinear2d', path: '', inputs: [image], outputs: [resized] });
    image = resized;
  }
  if (input[0] !== channels) {
    const repeated = graph.tensor('pixels:repeated', [batchSize, ...input]);
    graph.emit({ kind: 'repeatChannels', path: '', inputs: [image], outputs: [repeated] });
    image = repeated;
  }
  return image;
}

function refuseMismatch({ shape, resize, scale }: ImageInput, input: Shape, subject: string): void {
  const refuse = (code: string, problem: string, details: readonly string[], remedy: string): never => {
    throw new SpecError({ code, subject, problem, details, remedy });
  };
  const [channels, height, width] = shape;
  const sizes = [`images [${shape.join(', ')}], model input [${input.join(', ')}]`];
  if (scale !== 'unit' && (scale.mean.length !== channels || scale.std.length !== channels)) {
    refuse(
      'scale-channels-differ',
      `mean has ${scale.mean.length} and std ${scale.std.length} values for images of ${channels} channels`,
      sizes,
      `give one mean and one std for each of the ${channels} stored channels`,
    );
  }
  if (!isImage(input)) {
    if (elementsOf(shape) !== input[0] || resize !== undefined) {
      refuse('images-do-not-fit', 'flat images do not fit the model', [...sizes, `${shape.join(' · ')} = ${elementsOf(shape)} features`],
        `give the model an input of [${elementsOf(shape)}], and no resize`);
    }
    return;
  }
  if (channels !== 1 && channels !== input[0]) {
    refuse('images-do-not-fit', `images of ${channels} channels for a model of ${input[0]}`, sizes, 'only images of one channel are repeated over more');
  }
  if (resize === undefined && (height > input[1] || width > input[2])) {
    refuse('images-exceed-input', 'the images are larger than the model\'s input', sizes,
      `give the model an input of [${input[0]}, ${height}, ${width}], or the dataset "resize": [${input[1]}, ${input[2]}]`);
  }
  if (resize !== undefined && (toPair(resize)[0] !== input[1] || toPair(resize)[1] !== input[2])) {
    refuse('images-do-not-fit', `resize [${toPair(resize).join(', ')}] is not the model's input`, sizes, `resize to [${input[1]}, ${input[2]}]`);
  }
}
