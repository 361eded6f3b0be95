import { expect, it } from 'vitest';
import { programName } from './programName.js';

it('is what the user can type', () => {
  expect(programName('/usr/local/bin/archetype')).toBe('archetype');
  expect(programName('/home/a/project/node_modules/.bin/archetype')).toBe('npx archetype');
  expect(programName('packages/cli/bin/archetype.js')).toBe('npx archetype');
});
