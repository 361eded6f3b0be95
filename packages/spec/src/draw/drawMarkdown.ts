import type { ModelSpec } from '../model.js';
import type { Shape } from '../shapes/shape.js';
import { multiplyAddsOf, parametersOf } from '../structure/cost.js';
import { shapesText, sum } from './figures.js';
import { labelOf } from './labels.js';
import { outlineOf, type Block, type Item, type Part, type Split } from './outline.js';

/**
 * A model as a Markdown table for a README: a row a block, repeated ones once with the figures of all, and the totals. `input` stands in for
 * the model's own. Throws a `SpecError` for a model that is wrong.
 */
export function drawMarkdown(model: ModelSpec, options: { readonly input?: Shape } = {}): string {
  const { name, input, items, arrangement } = outlineOf(model, options);
  const leaves = arrangement.steps.filter((step) => step.kind === 'leaf');
  const totals = [sum(leaves.map((leaf) => parametersOf(leaf))), sum(leaves.map((leaf) => multiplyAddsOf(leaf)))];
  return [
    `### ${escapeMarkdown(name)}`,
    '',
    '| layer | output | parameters | multiply-adds |',
    '|---|---|--:|--:|',
    row(0, 'input', input.join('×'), ''),
    ...items.flatMap((item) => itemRows(item, 0)),
    `| **total** | | **${number(totals[0] ?? 0)}** | **${number(totals[1] ?? 0)}** |`,
    '',
  ].join('\n');
}

function itemRows(item: Item, depth: number): readonly string[] {
  if (item.type === 'block') return [blockRow(item, depth)];
  if (item.type === 'split') return splitRows(item, depth);
  const head = item.type === 'group' ? `**${item.name}**` : `**${item.count} times**`;
  return [row(depth, head, '', ''), ...item.items.flatMap((each) => itemRows(each, depth + 1))];
}

function splitRows({ merge, branches, steps }: Split, depth: number): readonly string[] {
  const rows = branches.flatMap((branch, i) => [
    row(depth, `branch ${i + 1}${branch.length === 0 ? ': the input as it is' : ''}`, '', ''),
    ...branch.flatMap((item) => itemRows(item, depth + 1)),
  ]);
  return [...rows, row(depth, merge, shapesText(steps.map(({ output }) => output.shape)), '')];
}

function blockRow({ parts }: Block, depth: number): string {
  const steps = parts.flatMap((part) => part.steps);
  const counts = [sum(steps.map((step) => parametersOf(step))), sum(steps.map((step) => multiplyAddsOf(step)))].map((count) => (count === 0 ? '' : number(count)));
  return row(depth, parts.map((part) => partText(part)).join(', '), shapesText(parts.at(-1)?.steps.map(({ output }) => output.shape) ?? []), counts.join(' | '));
}

function partText({ steps }: Part): string {
  const [step] = steps;
  if (step === undefined) return '';
  const { title, details } = labelOf(step);
  return details.length === 0 ? title.replace(', ', ' → ') : `${title.replace(', ', ' → ')} (${details.join(', ')})`;
}

function row(depth: number, layer: string, output: string, counts: string): string {
  return `| ${'&emsp;'.repeat(depth)}${layer} | ${output} | ${counts === '' ? ' | ' : counts} |`.replaceAll(/ {2,}/g, ' ');
}

function number(count: number): string {
  return count.toLocaleString('en');
}

/** A name as text on one line, whatever it holds. */
function escapeMarkdown(text: string): string {
  return text.replaceAll(/\s+/g, ' ').replaceAll(/[\\`*_{}[\]<>()#+|~&!]/g, String.raw`\$&`);
}
