import type { ModelSpec } from '../model.js';
import type { Shape } from '../shapes/shape.js';
import { shapesText } from './figures.js';
import { labelOf } from './labels.js';
import { outlineOf, roleOf, type Block, type Item, type Split } from './outline.js';

/**
 * A model as a Mermaid flowchart, which GitHub and others draw in a README: blocks with their output shapes, repeated ones once within a frame
 * with their count. `input` stands in for the model's own. Throws a `SpecError` for a model that is wrong.
 */
export function drawMermaid(model: ModelSpec, options: { readonly input?: Shape } = {}): string {
  const { name, input, items } = outlineOf(model, options);
  const pen: Pen = { lines: [], edges: [], nodes: 0, frames: 0 };
  const first = node(pen, '  ', `(["${quoted(`input ${input.join('×')}`)}"])`);
  drawList(pen, items, first, '  ');
  return ['---', `title: ${JSON.stringify(printable(name))}`, '---', 'flowchart TB', ...pen.lines, ...pen.edges, ...classes, ''].join('\n');
}

interface Pen {
  readonly lines: string[];
  readonly edges: string[];
  nodes: number;
  frames: number;
}

const classes = [
  '  classDef conv fill:#5b8fd633,stroke:#5b8fd6',
  '  classDef pool fill:#d98a4633,stroke:#d98a46',
  '  classDef dense fill:#4fa56633,stroke:#4fa566',
  '  classDef small fill:#9384cf33,stroke:#9384cf',
  '  classDef merge fill:#c9a22733,stroke:#c9a227',
];

/** Draws items one after another and returns the last one's node. */
function drawList(pen: Pen, items: readonly Item[], from: string, indent: string): string {
  return items.reduce((last, item) => drawItem(pen, item, last, indent), from);
}

function drawItem(pen: Pen, item: Item, from: string, indent: string): string {
  if (item.type === 'block') return linked(pen, from, node(pen, indent, `["${blockText(item)}"]:::${roleOf(item)}`));
  if (item.type === 'split') return drawSplit(pen, item, from, indent);
  pen.frames += 1;
  const title = item.type === 'group' ? item.name : `${item.count} times`;
  pen.lines.push(`${indent}subgraph f${pen.frames} ["${quoted(title)}"]`);
  const last = drawList(pen, item.items, from, `${indent}  `);
  pen.lines.push(`${indent}end`);
  return last;
}

function drawSplit(pen: Pen, { merge, branches, steps }: Split, from: string, indent: string): string {
  const ends = branches.map((branch) => drawList(pen, branch, from, indent));
  const shape = shapesText(steps.map(({ output }) => output.shape));
  const sign = merge === 'concat' ? `(["concat ${shape}"])` : `(("${merge === 'add' ? '+' : '×'}"))`;
  const joint = node(pen, indent, `${sign}:::merge`);
  for (const end of ends) linked(pen, end, joint);
  return joint;
}

function node(pen: Pen, indent: string, text: string): string {
  pen.nodes += 1;
  pen.lines.push(`${indent}n${pen.nodes}${text}`);
  return `n${pen.nodes}`;
}

function linked(pen: Pen, from: string, to: string): string {
  pen.edges.push(`  ${from} --> ${to}`);
  return to;
}

function blockText({ parts }: Block): string {
  const lines = parts.flatMap(({ steps: [step] }) => {
    if (step === undefined) return [];
    const { title, details } = labelOf(step);
    return [[title, ...details].join(', ')];
  });
  return [...lines, shapesText(parts.at(-1)?.steps.map(({ output }) => output.shape) ?? [])].map((line) => quoted(line)).join('<br/>');
}

/** On one line, without control characters. */
function printable(text: string): string {
  return text.replaceAll(/[\p{Control}\p{Surrogate}\s]+/gu, ' ');
}

/** Text within quotes: markup by Mermaid's entities. */
function quoted(text: string): string {
  return printable(text).replaceAll('#', '#35;').replaceAll('"', '#quot;').replaceAll('<', '#lt;').replaceAll('>', '#gt;');
}
