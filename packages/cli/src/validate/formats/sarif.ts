import { pathToFileURL } from 'node:url';
import { version } from '../../version.js';
import type { CheckedFile, LocatedFinding, Note } from '../finding.js';
import { ruleOf } from '../rules.js';

/**
 * A log of the Static Analysis Results Interchange Format 2.1.0, as code scanning takes it.
 * Source: https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
 *
 * @param inRepository a file's path from the root of the repository, or an absolute one for a file outside of it
 */
export function sarifOf(files: readonly CheckedFile[], inRepository: (file: string) => string): object {
  const codes = [...new Set(files.flatMap(({ findings, notes = [] }) => [...findings, ...notes].map(({ code }) => code)))].toSorted();
  const place = (file: string, at: LocatedFinding | Note): object => ({
    physicalLocation: { artifactLocation: artifactOf(inRepository(file)), region: { startLine: at.line, startColumn: at.column } },
    ...('path' in at && at.path !== '' && { logicalLocations: [{ fullyQualifiedName: at.path, kind: 'object' }] }),
  });
  const results = files.flatMap(({ file, findings, notes = [] }) => [
    ...findings.map((finding) => ({
      ruleId: finding.code,
      ruleIndex: codes.indexOf(finding.code),
      level: 'error',
      message: { text: messageOf(finding) },
      locations: [place(file, finding)],
    })),
    ...notes.map((note) => ({ ruleId: note.code, ruleIndex: codes.indexOf(note.code), level: 'note', message: { text: note.message }, locations: [place(file, note)] })),
  ]);
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'archetype', version: version(), semanticVersion: version(), rules: codes.map((code) => ruleDescriptor(code)) } },
        invocations: [{ executionSuccessful: true }],
        originalUriBaseIds: { [ROOT]: { description: { text: 'The root of the repository.' } } },
        columnKind: 'utf16CodeUnits',
        results,
      },
    ],
  };
}

const ROOT = '%SRCROOT%';

function artifactOf(path: string): object {
  // A path that is still absolute lies outside of the repository.
  if (/^([A-Za-z]:)?[\\/]/.test(path)) return { uri: pathToFileURL(path).href };
  return { uri: path.split('/').map((part) => encodeURIComponent(part)).join('/'), uriBaseId: ROOT };
}

function ruleDescriptor(code: string): object {
  const { title, help, level = 'error' } = ruleOf(code);
  return {
    id: code,
    name: code.replaceAll(/(?:^|-)([a-z])/g, (_, letter: string) => letter.toUpperCase()),
    shortDescription: { text: title },
    fullDescription: { text: `${title}. ${help}` },
    help: { text: help },
    defaultConfiguration: { level },
  };
}

function messageOf({ path, message, details = [], remedy }: LocatedFinding): string {
  return [path === '' ? message : `${path}: ${message}`, ...details, ...(remedy === undefined ? [] : [remedy])].join('\n');
}
