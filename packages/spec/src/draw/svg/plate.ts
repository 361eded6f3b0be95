import { elementsOf, isImage, type Shape } from '../../shapes/shape.js';
import { connector, round, text, type Figure } from './figure.js';
import { fontSizes } from './sheet.js';
import { boldness, textWidth } from './text.js';

/** Pixels for a pixel of an image, for a channel and for a feature: one of each for the whole drawing. */
export interface Scale {
  readonly side: number;
  readonly channel: number;
  readonly feature: number;
}

const longestSide = 150;
const thickest = 64;
const longestBar = 200;

/** The scale at which the largest of all tensors fit. */
export function scaleFor(shapes: readonly Shape[]): Scale {
  const images = shapes.filter((shape) => isImage(shape));
  const most = (numbers: readonly number[]) => numbers.reduce((largest, number) => Math.max(largest, number), 1);
  return {
    side: longestSide / most(images.flatMap(([, height, width]) => [height, width])),
    channel: thickest / most(images.map(([channels]) => channels)),
    feature: longestBar / most(shapes.filter((shape) => !isImage(shape)).map((shape) => elementsOf(shape))),
  };
}

/** Away from the reader, a pixel is drawn this much to the right and up. */
const depth = { right: 0.32, up: 0.2 };
/** Less than this cannot be seen. */
const thinnest = 1.5;
const labelGap = 12;

/** A tensor to scale: a plate as wide and deep as the image, as thick as it has channels; features as a bar. Its name beside it. */
export function plateFigure(shape: Shape, name: string, scale: Scale): Figure {
  const body = isImage(shape) ? imageBody(shape, scale) : barBody(shape[0], scale);
  const half = Math.max(body.width / 2, 1);
  const left = half;
  const labelWidth = textWidth(name, fontSizes.strong) * boldness;
  return {
    left,
    right: half + labelGap + labelWidth,
    height: body.height,
    arrow: false,
    draw: (axis, top) =>
      [
        // Seen where the plate is narrow and the line meets it beside its edge.
        connector(axis, top, top + body.height / 2, false),
        body.draw(axis - half, top),
        text(axis + half + labelGap, top + body.height / 2 + 4, name, { className: 'strong' }),
      ].join(''),
  };
}

interface Body {
  readonly width: number;
  readonly height: number;
  readonly draw: (left: number, top: number) => string;
}

function imageBody([channels, height, width]: readonly [number, number, number], scale: Scale): Body {
  const across = Math.max(thinnest, width * scale.side);
  const thick = Math.max(thinnest, channels * scale.channel);
  const [right, up] = [Math.max(1, height * scale.side * depth.right), Math.max(1, height * scale.side * depth.up)];
  const draw = (x: number, y: number) => {
    const front = `M${round(x)} ${round(y + up)}h${round(across)}v${round(thick)}h${round(-across)}z`;
    const top = `M${round(x)} ${round(y + up)}l${round(right)} ${round(-up)}h${round(across)}l${round(-right)} ${round(up)}z`;
    const side = `M${round(x + across)} ${round(y + up)}l${round(right)} ${round(-up)}v${round(thick)}l${round(-right)} ${round(up)}z`;
    return `<path class="top" d="${top}"/><path class="side" d="${side}"/><path class="plate" d="${front}"/>`;
  };
  return { width: across + right, height: thick + up, draw };
}

function barBody(features: number, scale: Scale): Body {
  const across = Math.max(thinnest, features * scale.feature);
  return { width: across, height: 9, draw: (x, y) => `<path class="plate" d="M${round(x)} ${round(y)}h${round(across)}v9h${round(-across)}z"/>` };
}
