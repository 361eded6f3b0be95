import { writeFileSync } from 'node:fs';
import { ArchetypeError, type ModelSpec, type Shape } from '@archetype/spec';
import { drawMarkdown, drawMermaid, drawSvg } from '@archetype/spec/analysis';
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
  try {
    writeFileSync(file, text);
  } catch (error) {
    throw new ArchetypeError(
      { code: 'cannot-write', subject: file, problem: error instanceof Error ? error.message : String(error), remedy: `give --${drawing} a file that can be written` },
      { cause: error },
    );
  }
  note(`wrote ${file}`);
}
