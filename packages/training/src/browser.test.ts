import { build } from 'esbuild';
import { expect, it } from 'vitest';

it('what a browser loads needs nothing of Node', async () => {
  const { errors } = await build({
    entryPoints: ['src/browser.ts'],
    bundle: true,
    platform: 'browser',
    format: 'esm',
    conditions: ['@archetype/source'],
    write: false,
    logLevel: 'silent',
  });
  expect(errors).toEqual([]);
});
