import { describe, expect, it } from 'vitest';
import { readYaml } from './yaml.js';

const MODEL = `# LeNet's beginning
name: lenet
input: [1, 28, 28]
layers:
  - kind: conv2d
    outChannels: 6
    kernelSize: 5
  - { kind: sigmoid }
`;

describe('readYaml', () => {
  it('reads a model and finds its parts', () => {
    const document = readYaml(MODEL);
    expect(document.faults).toEqual([]);
    expect(document.value).toEqual({ name: 'lenet', input: [1, 28, 28], layers: [{ kind: 'conv2d', outChannels: 6, kernelSize: 5 }, { kind: 'sigmoid' }] });
    expect(document.locate(['layers', 0, 'outChannels'])).toEqual({ line: 6, column: 18 });
    expect(document.locate(['layers', 1])).toEqual({ line: 8, column: 5 });
    expect(document.locate(['input', 2])).toEqual({ line: 3, column: 16 });
    expect(document.locate(['layers', 0, 'stride'])).toEqual({ line: 5, column: 5 });
    expect(document.locate([])).toEqual({ line: 2, column: 1 });
  });

  it('says where the syntax is wrong', () => {
    expect(readYaml('name: lenet\ninput: [1, 28').faults).toMatchObject([{ code: 'syntax', line: 2 }]);
    expect(readYaml('a: 1\na: 2').faults).toMatchObject([{ code: 'duplicate-key', line: 2 }]);
  });

  it('says where an alias stands that nothing defines', () => {
    expect(readYaml('a: &here [1]\nb: *here\nc:\n  - *there\n').faults).toMatchObject([{ code: 'syntax', line: 4, column: 5 }]);
    expect(readYaml('a: *later\nb: &later 1\n').faults).toMatchObject([{ code: 'syntax', line: 1, column: 4 }]);
  });

  it('follows no bomb of aliases', () => {
    const lines = ['a0: &a0 [1, 1, 1, 1, 1, 1, 1, 1, 1]', ...Array.from({ length: 9 }, (_, index) => `a${index + 1}: &a${index + 1} [${Array(9).fill(`*a${index}`).join(', ')}]`)];
    const document = readYaml(lines.join('\n'));
    expect(document.value).toBeUndefined();
    expect(document.faults).toHaveLength(1);
  });

  it.each([
    ['[', { line: 2, column: 521 }],
    ['{a: ', { line: 2, column: 2081 }],
    ['- ', { line: 2, column: 521 }],
  ])('is not led deeper than it can go by %j', (opening, place) => {
    const { value, faults } = readYaml(`# deep\n${opening.repeat(200_000)}`);
    expect(value).toBeUndefined();
    expect(faults).toEqual([{ code: 'syntax', message: 'lists or mappings are nested too deep to be read', ...place }]);
  });

  it.each([
    [(depth: number) => '['.repeat(depth) + ']'.repeat(depth)],
    [(depth: number) => `${'- '.repeat(depth / 2)}1`],
    [(depth: number) => Array.from({ length: depth / 2 }, (_, i) => `${' '.repeat(i)}a:`).join('\n')],
  ])('goes as deep as it may', (nested) => {
    expect(readYaml(nested(520)).faults).toEqual([]);
  });

  it('reads an empty text as nothing', () => {
    expect(readYaml('').value).toBeNull();
  });
});
