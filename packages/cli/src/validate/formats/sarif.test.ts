import sarifSchema from '@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json' with { type: 'json' };
import { almostValidModel } from '@archetype/spec/testing';
import { checkModel } from '@archetype/spec';
import { fc, test } from '@fast-check/vitest';
import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import { describe, expect, it } from 'vitest';
import type { CheckedFile } from '../finding.js';
import { ruleCodes, ruleOf } from '../rules.js';
import { sarifOf } from './sarif.js';

interface Log {
  readonly runs: readonly {
    readonly tool: { readonly driver: { readonly rules: readonly { readonly id: string; readonly help: { readonly text: string } }[] } };
    readonly results: readonly {
      readonly ruleId: string;
      readonly ruleIndex: number;
      readonly level: string;
      readonly message: { readonly text: string };
      readonly locations: readonly {
        readonly physicalLocation: { readonly artifactLocation: { readonly uri: string; readonly uriBaseId?: string }; readonly region: { readonly startLine: number; readonly startColumn: number } };
      }[];
    }[];
  }[];
}

// The published schema, of JSON Schema's draft 4: of what it uses, the identifier alone was called otherwise.
const { $schema: _, id: __, ...published } = sarifSchema;
const ajv = new Ajv({ strict: false, allErrors: true, unicodeRegExp: false });
(addFormats as unknown as (to: Ajv) => void)(ajv);
const isSarif = ajv.compile(published);

function logOf(files: readonly CheckedFile[]): Log {
  const log: unknown = JSON.parse(JSON.stringify(sarifOf(files, (file) => file)));
  expect(isSarif(log), ajv.errorsText(isSarif.errors)).toBe(true);
  return log as Log;
}

const file = (name: string, ...findings: CheckedFile['findings']): CheckedFile => ({ file: name, kind: 'model', ok: findings.length === 0, findings });
const finding = { code: 'unknown-kind', path: 'a.0', kind: 'x', message: 'unknown kind "x"', line: 2, column: 7 };

describe('SARIF 2.1.0', () => {
  it('the schema refuses what is none', () => {
    const log = sarifOf([file('a.json', finding)], (name) => name) as Record<string, unknown>;
    expect(isSarif(log)).toBe(true);
    expect(isSarif({ ...log, version: '2.0.0' })).toBe(false);
    expect(isSarif({ ...log, runs: [{}] })).toBe(false);
    expect(isSarif(sarifOf([file('a.json', { ...finding, line: 0 })], (name) => name))).toBe(false);
  });

  it('has a rule for each code and a result for each finding', () => {
    const { runs } = logOf([
      file('nets/a.json', finding, { ...finding, code: 'missing-field', path: '', details: ['one', 'two'], remedy: 'three' }),
      { ...file('b.yaml'), notes: [{ code: 'weights-left-aside', message: 'counters', line: 1, column: 1 }] },
    ]);
    const [run] = runs;
    expect(runs).toHaveLength(1);
    expect(run?.tool.driver.rules.map(({ id }) => id)).toEqual(['missing-field', 'unknown-kind', 'weights-left-aside']);
    expect(run?.results.map(({ ruleId, level, message }) => [ruleId, level, message.text])).toEqual([
      ['unknown-kind', 'error', 'a.0: unknown kind "x"'],
      ['missing-field', 'error', 'unknown kind "x"\none\ntwo\nthree'],
      ['weights-left-aside', 'note', 'counters'],
    ]);
    for (const { ruleId, ruleIndex } of run?.results ?? []) expect(run?.tool.driver.rules[ruleIndex]?.id).toBe(ruleId);
    expect(run?.results[0]?.locations[0]?.physicalLocation).toEqual({
      artifactLocation: { uri: 'nets/a.json', uriBaseId: '%SRCROOT%' },
      region: { startLine: 2, startColumn: 7 },
    });
  });

  it('of right files is an empty list, not the absence of one', () => {
    expect(logOf([file('a.json')]).runs[0]?.results).toEqual([]);
  });

  it('names a file outside of the repository by its whole address', () => {
    expect(logOf([file('/else where/a.json', finding)]).runs[0]?.results[0]?.locations[0]?.physicalLocation.artifactLocation).toEqual({ uri: expect.stringMatching(/^file:\/\/\/.*else%20where\/a\.json$/) as unknown });
  });

  test.prop([fc.array(fc.string({ minLength: 1 }).filter((part) => !/[/\\]|^\.\.?$/.test(part)), { minLength: 1, maxLength: 3 })])('any path becomes an address that leads back to it', (parts) => {
    const path = parts.join('/');
    const { uri } = logOf([file(path, finding)]).runs[0]?.results[0]?.locations[0]?.physicalLocation.artifactLocation ?? { uri: '' };
    expect(decodeURIComponent(new URL(uri, 'file:///root/').pathname)).toBe(`/root/${path}`);
  });

  test.prop([almostValidModel({ maxLayers: 4 })])('any finding makes a valid log', ({ value }) => {
    const findings = checkModel(value).map((each) => ({ ...each, line: 1, column: 1 }));
    expect(logOf([file('a.json', ...findings)]).runs[0]?.results).toHaveLength(findings.length);
    for (const { code } of findings) expect(ruleCodes).toContain(code);
  });
});

describe('rules', () => {
  it.each(ruleCodes)('%s says what it means and what mends it', (code) => {
    const { title, help } = ruleOf(code);
    expect(title).toMatch(/^[a-zA-Z].*[^.]$/);
    expect(help).toMatch(/\.$/);
  });

  it('a code of an author\'s own module has one, too', () => {
    expect(ruleOf('too-wide')).toMatchObject({ title: 'too wide' });
    expect(ruleOf('constructor')).toMatchObject({ title: 'constructor' });
  });
});
