import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { coloursOf } from '../../terminal/colours.js';
import type { CheckedFile } from '../finding.js';
import { githubOf } from './github.js';
import { textOf } from './text.js';

const finding = { code: 'kernel-exceeds-input', path: 'features.0', kind: 'conv2d', message: 'kernel 11 exceeds the padded input 9 on height', line: 6, column: 40 };
const details = ['input [1, 1, 9, 9]; 100 %', 'more'];
const wrong: CheckedFile = { file: 'nets/a, b:c.json', kind: 'model', ok: false, findings: [{ ...finding, details, remedy: 'larger' }] };
const right: CheckedFile = { file: 'nets/good.json', kind: 'model', ok: true, findings: [], notes: [{ code: 'weights-left-aside', message: '2 × counters', line: 1, column: 1 }] };
const plain = coloursOf({ isTTY: false });

describe('text', () => {
  it('has a line a right file, and what is wrong with its place, arithmetic and remedy', () => {
    expect(textOf([right, wrong], plain).split('\n')).toEqual([
      'ok  nets/good.json  model',
      '    note: 2 × counters',
      'nets/a, b:c.json:6:40  features.0: kernel 11 exceeds the padded input 9 on height  kernel-exceeds-input',
      '    input [1, 1, 9, 9]; 100 %',
      '    more',
      '    larger',
      '',
      '1 finding in 1 of 2 files',
    ]);
  });

  it('cannot be made to move the cursor', () => {
    const text = textOf([{ file: 'a\u001b[2J.json', ok: false, findings: [{ ...finding, message: 'received "\u0007\u009b1m"\r' }] }], plain);
    expect(text.replaceAll('\n', '')).not.toMatch(/\p{Cc}/u);
    expect(text).toContain(String.raw`a\u001b[2J.json`);
  });
});

/** What the runner makes of a line, by its documentation: the counterpart of the escapes, written from it alone. */
function readCommand(line: string): { readonly command: string; readonly properties: Readonly<Record<string, string>>; readonly message: string } | undefined {
  const parts = /^::([a-z]+) ([^:]*)::(.*)$/.exec(line);
  if (parts === null) return undefined;
  const [, command = '', properties = '', message = ''] = parts;
  const plainText = (text: string): string => text.replaceAll(/%(25|0D|0A|3A|2C)/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)));
  return {
    command,
    properties: Object.fromEntries(properties.split(',').map((property) => [property.split('=', 1)[0], plainText(property.slice(property.indexOf('=') + 1))])),
    message: plainText(message),
  };
}

describe('github', () => {
  it('is one annotation a finding, at its line of the repository', () => {
    const [notice, error, sum] = githubOf([right, wrong], (file) => `models/${file}`).split('\n');
    expect(error).toBe(
      '::error file=models/nets/a%2C b%3Ac.json,line=6,col=40,title=kernel-exceeds-input%3A features.0 conv2d::kernel 11 exceeds the padded input 9 on height%0Ainput [1, 1, 9, 9]; 100 %25%0Amore%0Alarger',
    );
    expect(notice).toBe('::notice file=models/nets/good.json,line=1,col=1,title=weights-left-aside::2 × counters');
    expect(sum).toBe('1 finding in 1 of 2 files');
    expect(githubOf([right], (file) => file).split('\n').at(-1)).toBe('1 file without findings');
  });

  const text = fc.string({ unit: fc.oneof(fc.constantFrom('%', ':', ',', '=', '\n', '\r', '::', '%0A', '%25', '::error::', '#'), fc.string({ minLength: 1, maxLength: 1 })) });

  test.prop([text, text, text, fc.array(text, { maxLength: 2 })])('whatever a file says, the runner reads it back, and no further command', (file, path, message, lines) => {
    const one: CheckedFile = { file, ok: false, findings: [{ code: 'code', path, message, details: lines, line: 3, column: 4 }] };
    const written = githubOf([one], (name) => name);
    const [first = '', ...more] = written.split(/[\r\n]/);
    expect(more).toEqual(['1 finding in 1 of 1 file']);
    expect(readCommand(first)).toEqual({
      command: 'error',
      properties: { file, line: '3', col: '4', title: path === '' ? 'code' : `code: ${path}` },
      message: [message, ...lines].join('\n'),
    });
  });
});
