import type { Colours } from '../../terminal/colours.js';
import type { CheckedFile, LocatedFinding } from '../finding.js';

/** For people: `file:line:column`, what is wrong and its arithmetic, what would mend it; right files a line each. */
export function textOf(files: readonly CheckedFile[], colours: Colours): string {
  const { red, dim, green } = colours;
  const lines = files.flatMap(({ file, kind = '', ok, findings, notes = [] }) => [
    ...(ok ? [`${green('ok')}  ${visible(file)}${dim(`  ${kind}`)}`] : findings.flatMap((finding) => linesOf(file, finding, colours))),
    ...notes.map(({ message }) => dim(`    note: ${visible(message)}`)),
  ]);
  const sum = sumOf(files);
  return [...lines, ...(sum === undefined ? [] : ['', red(sum)])].join('\n');
}

/** `3 findings in 2 of 5 files`, or nothing where there are none. */
export function sumOf(files: readonly CheckedFile[]): string | undefined {
  const wrong = files.filter(({ ok }) => !ok);
  if (wrong.length === 0) return undefined;
  const findings = wrong.reduce((sum, file) => sum + file.findings.length, 0);
  return `${findings} ${findings === 1 ? 'finding' : 'findings'} in ${wrong.length} of ${files.length} ${files.length === 1 ? 'file' : 'files'}`;
}

function linesOf(file: string, { line, column, code, path, message, details = [], remedy }: LocatedFinding, { bold, dim }: Colours): readonly string[] {
  return [
    `${bold(`${visible(file)}:${line}:${column}`)}  ${path === '' ? '' : `${path}: `}${visible(message)}  ${dim(code)}`,
    ...details.map((detail) => `    ${visible(detail)}`),
    ...(remedy === undefined ? [] : [`    ${visible(remedy)}`]),
  ];
}

/** A file may hold characters that move a terminal's cursor or colour it. */
function visible(text: string): string {
  return text.replaceAll(/\p{Cc}/gu, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
