import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { expect, it } from 'vitest';
import * as everything from './index.js';

/** What a browser loads that imports these names: bytes, gzipped. esbuild refuses an import of a Node built-in. */
async function bundledBytes(names: readonly string[]): Promise<number> {
  const { outputFiles } = await build({
    stdin: { contents: `export { ${names.join(', ')} } from './index.ts';`, resolveDir: import.meta.dirname, loader: 'ts' },
    bundle: true,
    minify: true,
    platform: 'browser',
    format: 'esm',
    write: false,
    absWorkingDir: join(import.meta.dirname, '..'),
  });
  return gzipSync(outputFiles[0]?.contents ?? '').length;
}

it('the package without the zoo is under 25 kB in a browser, and a part of it less', async () => {
  const names = Object.keys(everything).filter((name) => !['zoo', 'recipes', 'defaultRecipe'].includes(name));
  const whole = await bundledBytes(names);
  expect(whole).toBeLessThan(25_000);
  expect(await bundledBytes(['checkModel'])).toBeLessThan(whole);
  expect(await bundledBytes([...names, 'zoo'])).toBeGreaterThan(whole);
});
