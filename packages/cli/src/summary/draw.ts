import type { ModelSpec, Shape } from '@archetype/spec';
import { drawMarkdown, drawMermaid, drawSvg } from '@archetype/spec/analysis';
import { requireWritable, writeText } from '../export/destination.js';
import { note } from '../terminal/output.js';

export const drawings = { svg: drawSvg, mermaid: drawMermaid, markdown: drawMarkdown } as const;

export type Drawing = keyof typeof drawings;

/** Writes a drawing to a file, or to standard output where none is named. */
export function writeDrawing(drawing: Drawing, file: string | true, model: ModelSpec, options: { readonly input?: Shape }): void {
  const text = drawings[drawing](model, options);
  if (file === true) {
    process.stdout.write(text);
    return;
  }
  requireWritable(file);
  writeText(file, text);
  note(`wrote ${file}`);
}
