import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { conv2d } from '../../layers/conv2d.js';
import { linear } from '../../layers/linear.js';
import { relu } from '../../layers/relu.js';
import { defineModel } from '../../model.js';
import { modelSpec } from '../../testing/index.js';
import { zoo } from '../../zoo/index.js';
import { drawSvg } from './drawSvg.js';
import { fontSizes } from './sheet.js';
import { escapeXml, fitted, textWidth } from './text.js';

/** An element of XML; `text` is its own. */
interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: Element[];
  text: string;
}

/** Reads XML of elements, attributes and text; throws at anything that is not well formed. */
function parseXml(xml: string): Element {
  const root: Element = { name: '', attributes: {}, children: [], text: '' };
  const open = [root];
  let rest = xml;
  while (rest !== '') {
    const here = open.at(-1) as Element;
    const tag = /^<(\/?)([a-z]+)((?: [a-zA-Z:-]+="[^"<]*")*)(\/?)>/.exec(rest);
    const text = /^[^<]+/.exec(rest)?.[0] ?? '';
    if (tag) {
      const [all, closing, name = '', attributes = '', empty] = tag;
      if (closing) expect(name).toBe(open.pop()?.name);
      else {
        const element = { name, attributes: Object.fromEntries([...attributes.matchAll(/ ([a-zA-Z:-]+)="([^"]*)"/g)].map(([, key, value]) => [key, value])), children: [], text: '' };
        here.children.push(element);
        if (!empty) open.push(element);
      }
      rest = rest.slice(all.length);
    } else {
      if (text === '' || /&(?!(amp|lt|gt|quot);)/.test(text)) throw new Error(`not XML: ${rest.slice(0, 80)}`);
      here.text += text;
      rest = rest.slice(text.length);
    }
  }
  expect(open).toHaveLength(1);
  return root.children[0] as Element;
}

const all = (element: Element, name: string): readonly Element[] => element.children.flatMap((child) => [...(child.name === name ? [child] : []), ...all(child, name)]);
const numberOf = (element: Element, name: string) => Number(element.attributes[name]);

interface Box {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

function boxOf(rect: Element): Box {
  const [left, top] = [numberOf(rect, 'x'), numberOf(rect, 'y')];
  return { left, top, right: left + numberOf(rect, 'width'), bottom: top + numberOf(rect, 'height') };
}

/** The place of a text, by the estimate that the drawing is made with. */
function textBox(text: Element): Box {
  const size = fontSizes[text.attributes['class'] as keyof typeof fontSizes];
  const width = textWidth(text.text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"').replaceAll('&amp;', '&'), size);
  const x = numberOf(text, 'x');
  const left = text.attributes['text-anchor'] === 'middle' ? x - width / 2 : text.attributes['text-anchor'] === 'end' ? x - width : x;
  return { left, right: left + width, top: numberOf(text, 'y') - size * 0.8, bottom: numberOf(text, 'y') + 2 };
}

const apart = (a: Box, b: Box) => a.right <= b.left + 0.2 || b.right <= a.left + 0.2 || a.bottom <= b.top + 0.2 || b.bottom <= a.top + 0.2;
const within = (inner: Box, outer: Box) => inner.left >= outer.left && inner.right <= outer.right && inner.top >= outer.top && inner.bottom <= outer.bottom;

/** Boxes and texts lie in the picture, texts in their boxes, and none on another. */
function expectTidy(svg: string): void {
  const root = parseXml(svg);
  const [, , width = NaN, height = NaN] = (root.attributes['viewBox'] ?? '').split(' ').map(Number);
  const sheet = { left: 0, top: 0, right: width, bottom: height };
  const blocks = all(root, 'g').map((group) => ({ box: boxOf(group.children.findLast(({ name }) => name === 'rect') as Element), texts: all(group, 'text').map((text) => textBox(text)) }));
  const boxes = [...blocks.map(({ box }) => box), ...all(root, 'rect').filter((rect) => rect.attributes['class'] === 'merge').map((rect) => boxOf(rect))];
  const texts = all(root, 'text').map((text) => textBox(text));
  expect(blocks.flatMap(({ box, texts: own }) => own.filter((text) => !within(text, box)))).toEqual([]);
  expect([...boxes, ...texts].filter((box) => !within(box, sheet))).toEqual([]);
  for (const list of [boxes, texts]) expect(list.flatMap((a, i) => list.slice(i + 1).filter((b) => !apart(a, b)))).toEqual([]);
}

describe('drawings are tidy', () => {
  it.each(Object.keys(zoo) as (keyof typeof zoo)[])('%s', (name) => {
    expectTidy(drawSvg(zoo[name]));
  });

  it('of random models', () => {
    fc.assert(fc.property(modelSpec({ maxLayers: 7 }), (model) => expectTidy(drawSvg(model))), { numRuns: 40 });
  });
});

describe('what is drawn', () => {
  const plateWidths = (svg: string) => [...svg.matchAll(/class="plate" d="M[\d.]+ [\d.]+h([\d.]+)v([\d.]+)/g)].map(([, across, thick]) => [Number(across), Number(thick)]);

  it('tensors to scale: sides by the longest, channels by the most, features by the most', () => {
    const plates = plateWidths(drawSvg(zoo.lenet));
    const side = 150 / 28;
    expect(plates[1]).toEqual([Math.round(24 * side * 10) / 10, 24]);
    expect(plates[3]).toEqual([Math.round(8 * side * 10) / 10, 64]);
    expect(plates.slice(-3).map(([width]) => width)).toEqual([200, 140, 16.7]);
  });

  it('another input', () => {
    expect(drawSvg(zoo.resnet18, { input: [3, 96, 96] })).toContain('input 3×96×96');
  });

  it('one picture that needs nothing else, light and dark', () => {
    const svg = drawSvg(zoo.googlenet);
    expect(svg).toContain('@media (prefers-color-scheme:dark)');
    expect(svg.replaceAll('http://www.w3.org/2000/svg', '')).not.toMatch(/https?:|href|@import|<script|<image/);
  });

  it('a name is text, whatever it holds', () => {
    const hostile = `<script>alert("1")</script> & ${String.fromCharCode(0, 7)}\uD800 ]]>`;
    const svg = drawSvg(defineModel({ name: hostile, input: [4], layers: [relu(), linear({ outFeatures: 2 })] }));
    expect(svg).not.toContain('<script');
    expect(svg).toContain('&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt; &amp; \uFFFD\uFFFD\uFFFD ]]&gt;');
    expectTidy(svg);
  });

  it('a model that is wrong is an error, as everywhere', () => {
    expect(() => drawSvg(defineModel({ name: 'm', input: [1, 2, 2], layers: [conv2d({ outChannels: 1, kernelSize: 3 })] }))).toThrow('kernel 3 exceeds');
  });
});

it('text is cut to a width at whole characters', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.integer({ min: 20, max: 200 }), (text, width) => {
      const cut = fitted(text, 12, width);
      expect(textWidth(cut, 12)).toBeLessThanOrEqual(width);
      expect(cut === text || text.startsWith(cut.slice(0, -1))).toBe(true);
      expect(escapeXml(cut)).not.toMatch(/[<>"]|&(?!(amp|lt|gt|quot);)/);
    }),
  );
});
