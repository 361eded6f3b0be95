import { ArchetypeError } from '@archetype/spec';
import type { SummaryOptions } from '../commands/summary.js';
import type { LoadedModel } from '../sources/model.js';
import { drawings, writeDrawing, type Drawing } from './draw.js';
import { inputFor } from './input.js';
import { printSummary } from './print.js';
import type { TrainingEstimate } from './trainingMemory.js';
import { printWanted } from './want.js';

/** `archetype summary`: the table, a drawing of it, or what gives a wanted shape. */
export function summary(loaded: LoadedModel, options: SummaryOptions, training?: TrainingEstimate): void {
  const { model } = loaded;
  const { want, at, by, input, json } = options;
  if (want !== undefined) return printWanted(model, { ...options, want });
  if (at !== undefined || by !== undefined) throw wrongCall(at === undefined ? '--by' : '--at', 'says where a shape is wanted, and none is', 'add --want, such as --want 512x1x1');
  const wanted = (Object.keys(drawings) as readonly Drawing[]).flatMap((drawing) => {
    const file = options[drawing];
    return file === undefined ? [] : [{ drawing, file }];
  });
  const shown = wanted.filter(({ file }) => file === true).length + (json === true && wanted.length > 0 ? 1 : 0);
  if (shown > 1) throw wrongCall('--json, --svg, --mermaid, --markdown', 'only one of them can go to standard output', 'name a file, such as --svg model.svg');
  const shaped = input === undefined ? {} : { input: inputFor(model, input) };
  for (const { drawing, file } of wanted) writeDrawing(drawing, file, model, shaped);
  if (wanted.length === 0 || json === true) printSummary(loaded, options, training);
}

function wrongCall(subject: string, problem: string, remedy: string): ArchetypeError {
  return new ArchetypeError({ code: 'options-do-not-go-together', subject, problem, remedy });
}
