import type { ModelSpec } from '@archetype/spec';
import { describeDiff, diffModels } from '@archetype/spec/analysis';
import type { DiffOptions } from '../commands/diff.js';
import { coloursOf, type Colours } from '../terminal/colours.js';
import { print, printJson } from '../terminal/output.js';

/** `archetype diff`: what became of one model in another. */
export function printDiff(before: ModelSpec, after: ModelSpec, { json }: DiffOptions): void {
  const diff = diffModels(before, after);
  if (!diff.same) process.exitCode = 1;
  if (json === true) return printJson(diff);
  const colours = coloursOf(process.stdout);
  print(describeDiff(diff).map((line) => coloured(line, colours)).join('\n'));
}

function coloured(line: string, { green, red, yellow }: Colours): string {
  if (line.startsWith('+ ')) return green(line);
  if (line.startsWith('- ')) return red(line);
  return line.startsWith('~ ') ? yellow(line) : line;
}
