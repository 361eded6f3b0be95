import { parametersOf } from '../../structure/cost.js';
import { countsText, shapesText, sum } from '../figures.js';
import { labelOf } from '../labels.js';
import { roleOf, works, type Block } from '../outline.js';
import { rectangle, text, type Figure } from './figure.js';
import { fontSizes } from './sheet.js';
import { boldness, escapeXml, textWidth } from './text.js';

const margin = 12;
const lineHeight = 16;
/** How far each box of a pile stands out below the one before it. */
const shift = 4;
/** Up to this width the details of a layer follow its title on the same line. */
const longestLine = 210;
const detailsGap = 8;

interface Line {
  /** Of the layer that works. */
  readonly title: string;
  /** Its details, or the small layers around it. */
  readonly details: string;
}

/** What a block says, line by line, and its figures below. */
function contentOf({ parts }: Block): { readonly lines: readonly Line[]; readonly shape: string; readonly parameters: string } {
  const lines: Line[] = [];
  let small: string[] = [];
  const flush = () => {
    if (small.length > 0) lines.push({ title: '', details: small.join(' · ') });
    small = [];
  };
  for (const part of parts) {
    const [step] = part.steps;
    if (step === undefined) continue;
    const { title, details } = labelOf(step);
    if (works(part)) {
      flush();
      lines.push(...titled(title, details.join(' · ')));
    } else small.push([title, ...details].join(' '));
  }
  flush();
  const counts = parts[0]?.steps.map((_, i) => sum(parts.map(({ steps }) => (steps[i] ? parametersOf(steps[i]) : 0)))) ?? [];
  const outputs = parts.at(-1)?.steps.map(({ output }) => output.shape) ?? [];
  return { lines, shape: `→ ${shapesText(outputs)}`, parameters: Math.max(...counts, 0) > 0 ? `${countsText(counts)} params` : '' };
}

function titled(title: string, details: string): readonly Line[] {
  const together = { title, details };
  return details === '' || lineWidth(together) <= longestLine ? [together] : [{ title, details: '' }, { title: '', details }];
}

function titleWidth(title: string): number {
  return title === '' ? 0 : textWidth(title, fontSizes.strong) * boldness + detailsGap;
}

function lineWidth({ title, details }: Line): number {
  return titleWidth(title) + textWidth(details, fontSizes.plain);
}

/** Whether a block is small layers alone: no more than their names is drawn. */
export function isSmall({ parts }: Block): boolean {
  return parts.every((part) => !works(part) && part.layer.kind !== 'flatten');
}

/** The width that a block needs for its text. */
export function blockWidth(block: Block): number {
  const { lines, shape, parameters } = contentOf(block);
  const widths = lines.map((line) => lineWidth(line));
  if (isSmall(block)) return Math.max(64, ...widths) + 2 * margin;
  const figures = textWidth(shape, fontSizes.figure) + (parameters === '' ? 0 : textWidth(parameters, fontSizes.figure) + 14);
  return Math.max(96, ...widths, figures) + 2 * margin;
}

/** A rounded box, at least as wide as asked; `piled` draws two more behind it. */
export function blockFigure(block: Block, leastWidth: number, piled: boolean): Figure {
  const { lines, shape, parameters } = contentOf(block);
  const small = isSmall(block);
  const width = small ? blockWidth(block) : Math.max(leastWidth, blockWidth(block));
  const height = small ? 26 : margin + (lines.length + 1) * lineHeight + 2;
  const kind = roleOf(block);
  const radius = small ? 13 : 7;
  const content = (left: number, top: number): readonly string[] => {
    if (small) return [text(left + width / 2, top + 17, lines[0]?.details ?? '', { className: 'plain', anchor: 'middle' })];
    return [
      ...lines.flatMap(({ title, details }, i) => {
        const y = top + margin + 8 + i * lineHeight;
        return [
          ...(title === '' ? [] : [text(left + margin, y, title, { className: 'strong' })]),
          ...(details === '' ? [] : [text(left + margin + titleWidth(title), y, details, { className: 'plain' })]),
        ];
      }),
      text(left + margin, top + height - 9, shape, { className: 'figure' }),
      ...(parameters === '' ? [] : [text(left + width - margin, top + height - 9, parameters, { className: 'figure', anchor: 'end' })]),
    ];
  };
  return {
    left: width / 2,
    right: width / 2 + (piled ? 2 * shift : 0),
    height: height + (piled ? 2 * shift : 0),
    arrow: true,
    draw(axis, top) {
      const left = axis - width / 2;
      const behind = piled ? [2, 1].map((step) => rectangle(left + step * shift, top + step * shift, width, height, kind, radius)) : [];
      return ['<g>', `<title>${escapeXml(pathsOf(block))}</title>`, ...behind, rectangle(left, top, width, height, kind, radius), ...content(left, top), '</g>'].join('');
    },
  };
}

/** Paths for the reader's pointer; of many, the first and the last. */
function pathsOf({ parts }: Block): string {
  const once = (i: number) => parts.map(({ steps }) => steps.at(i)?.path ?? '').join(', ');
  return (parts[0]?.steps.length ?? 0) > 1 ? `${once(0)} … ${once(-1)}` : once(0);
}
