import type { CheckedFile, LocatedFinding } from '../finding.js';
import { sumOf } from './text.js';

/**
 * Workflow commands of GitHub Actions, one for each finding: the runner shows them beside the line of a pull request.
 * Source: https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands
 *
 * @param inRepository a file's path from the root of the repository
 */
export function githubOf(files: readonly CheckedFile[], inRepository: (file: string) => string): string {
  const annotations = files.flatMap(({ file, findings, notes = [] }) => [
    ...findings.map((finding) => annotation('error', inRepository(file), finding, titleOf(finding), textOfFinding(finding))),
    ...notes.map((note) => annotation('notice', inRepository(file), note, note.code, note.message)),
  ]);
  return [...annotations, sumOf(files) ?? `${files.length} ${files.length === 1 ? 'file' : 'files'} without findings`].join('\n');
}

interface Place {
  readonly line: number;
  readonly column: number;
}

function annotation(level: 'error' | 'notice', file: string, { line, column }: Place, title: string, message: string): string {
  const properties = Object.entries({ file, line, col: column, title }).map(([name, value]) => `${name}=${escapeProperty(String(value))}`);
  return `::${level} ${properties.join(',')}::${escapeData(message)}`;
}

function titleOf({ code, kind, path }: LocatedFinding): string {
  return [code, [path, kind].filter((part) => part !== undefined && part !== '').join(' ')].filter((part) => part !== '').join(': ');
}

function textOfFinding({ message, details = [], remedy }: LocatedFinding): string {
  return [message, ...details, ...(remedy === undefined ? [] : [remedy])].join('\n');
}

/** A line end would end the command, and could begin another. */
function escapeData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
