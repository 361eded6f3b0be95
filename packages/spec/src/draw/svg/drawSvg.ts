import type { ModelSpec } from '../../model.js';
import { isImage, type Shape } from '../../shapes/shape.js';
import { multiplyAddsOf, parametersOf } from '../../structure/cost.js';
import { compact, sum } from '../figures.js';
import { outlineOf, type Item, type Outline } from '../outline.js';
import { text } from './figure.js';
import { plateFigure, scaleFor } from './plate.js';
import { fontSizes, style } from './sheet.js';
import { column, outputOf, stackFigure } from './stack.js';
import { boldness, escapeXml, fitted, textWidth } from './text.js';

const margin = 32;
const headHeight = 64;

/**
 * A model as a picture: one SVG document that needs nothing else. Layers in blocks, repeated ones once with their count, branches side by side,
 * tensors to scale; light or dark as the reader has it. `input` stands in for the model's own. Throws a `SpecError` for a model that is wrong.
 */
export function drawSvg(model: ModelSpec, options: { readonly input?: Shape } = {}): string {
  const outline = outlineOf(model, options);
  const { input, items } = outline;
  const shapes = [input, ...trunkShapes(items)];
  const legend = legendFor(shapes);
  const scale = scaleFor(shapes);
  const body = column([plateFigure(input, `input ${input.join('×')}`, scale), stackFigure(items, { plates: scale, input, last: true })]);
  const facts = factsOf(outline);
  const title = fitted(model.name, fontSizes.title, 560);
  const written = [textWidth(title, fontSizes.title) * boldness, textWidth(facts, fontSizes.facts), ...legend.map((line) => textWidth(line, fontSizes.legend))];
  const width = Math.ceil(Math.max(2 * Math.max(body.left, body.right), ...written) + 2 * margin);
  const height = Math.ceil(headHeight + body.height + 2 * margin + 16 * legend.length + 8);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" class="archetype" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img">`,
    `<title>${escapeXml(model.name)}</title>`,
    `<desc>${escapeXml(facts)}</desc>`,
    `<style>${style}</style>`,
    '<defs><marker id="arrow" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto"><path class="arrow" d="M0 0L8 4L0 8z"/></marker></defs>',
    `<rect class="ground" width="${width}" height="${height}" rx="12"/>`,
    text(margin, margin + 14, title, { className: 'title' }),
    text(margin, margin + 38, facts, { className: 'facts' }),
    body.draw(width / 2, margin + headHeight),
    ...legend.map((line, i) => text(margin, height - margin + 8 - 16 * (legend.length - 1 - i), line, { className: 'legend' })),
    '</svg>',
    '',
  ].join('\n');
}

function legendFor(shapes: readonly Shape[]): readonly string[] {
  return [
    ...(shapes.some((shape) => isImage(shape)) ? ['plates: height and width to one scale, channels to another'] : []),
    ...(shapes.every((shape) => isImage(shape)) ? [] : ['bars: features to scale']),
  ];
}

/** Every shape that may be drawn as a plate. */
function trunkShapes(items: readonly Item[]): readonly Shape[] {
  return items.flatMap((item) => {
    const output = outputOf(item);
    return [...(output ? [output] : []), ...(item.type === 'group' ? trunkShapes(item.items) : [])];
  });
}

function factsOf({ arrangement }: Outline): string {
  const leaves = arrangement.steps.filter((step) => step.kind === 'leaf');
  return [
    `${leaves.length} layer${leaves.length === 1 ? '' : 's'}`,
    `${compact(sum(leaves.map((leaf) => parametersOf(leaf))))} parameters`,
    `${compact(sum(leaves.map((leaf) => multiplyAddsOf(leaf))))} multiply-adds`,
  ].join(' · ');
}
