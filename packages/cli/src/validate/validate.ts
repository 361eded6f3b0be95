import type { ValidateFormat } from '../commands/validate.js';
import { coloursOf, type Colours } from '../terminal/colours.js';
import { print, printJson } from '../terminal/output.js';
import { checkFile, type CheckedFile } from './check.js';
import { filesOf } from './files.js';

/** `archetype validate`: exit 1 when there is a finding in any of the files. */
export async function validateFiles(patterns: readonly string[], format: ValidateFormat): Promise<void> {
  const files: CheckedFile[] = [];
  for (const file of await filesOf(patterns)) files.push(await checkFile(file));
  if (files.some(({ ok }) => !ok)) process.exitCode = 1;
  if (format === 'json') printJson({ files });
  else print(describe(files, coloursOf(process.stdout)));
}

function describe(files: readonly CheckedFile[], { bold, dim, green, red }: Colours): string {
  const lines = files.flatMap(({ file, kind, findings }) => {
    if (findings.length === 0) return [`${green('ok')}  ${file}${dim(`  ${kind ?? ''}`)}`];
    return findings.flatMap(({ line, column, code, path, message, details = [], remedy }) => [
      `${bold(`${file}:${line}:${column}`)}  ${path === '' ? '' : `${path}: `}${message}  ${dim(code)}`,
      ...details.map((detail) => `    ${detail}`),
      ...(remedy === undefined ? [] : [`    ${remedy}`]),
    ]);
  });
  const wrong = files.filter(({ ok }) => !ok);
  if (wrong.length === 0) return lines.join('\n');
  const findings = wrong.reduce((sum, file) => sum + file.findings.length, 0);
  return [...lines, '', red(`${findings} ${findings === 1 ? 'finding' : 'findings'} in ${wrong.length} of ${files.length} ${files.length === 1 ? 'file' : 'files'}`)].join('\n');
}
