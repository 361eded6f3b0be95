import { createContext, runInContext } from 'node:vm';
import { build } from 'esbuild';
import { beforeAll, expect, test } from 'vitest';
import { packages } from './packages.js';
import { packedProject } from './project.js';
import type { Project } from './project.js';

let project: Project;
beforeAll(async () => {
  project = await packedProject();
});

const spec = packages.find(({ name }) => name === '@archetype/spec');

/** Bundles code for a browser. esbuild refuses an import of a Node built-in. */
async function bundleForBrowser(contents: string, format: 'iife' | 'esm' = 'iife'): Promise<string> {
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: project.folder, loader: 'js' },
    bundle: true,
    platform: 'browser',
    format,
    globalName: 'bundled',
    // An optional peer: who wants WebGPU installs it.
    external: ['@tensorflow/tfjs-backend-webgpu'],
    write: false,
    logLevel: 'silent',
  });
  return outputFiles[0]?.text ?? '';
}

test('the check itself refuses a Node built-in', async () => {
  await expect(bundleForBrowser(`import { readFileSync } from 'node:fs'; console.log(readFileSync);`)).rejects.toThrow('node:fs');
});

test('spec depends on nothing', () => {
  expect(spec?.dependencies).toEqual([]);
});

test('spec runs as a browser bundle, with nothing of Node around it', async () => {
  const entryPoints = (spec?.entryPoints ?? []).filter((entryPoint) => entryPoint !== './testing');
  const code = entryPoints.map((entryPoint, index) => `export * as entry${index} from '@archetype/spec${entryPoint.slice(1)}';`).join('\n');
  const browser = createContext({ TextEncoder, TextDecoder, structuredClone, URL });
  runInContext(`${await bundleForBrowser(code)}\nglobalThis.bundled = bundled;`, browser);
  const bundled = runInContext('bundled', browser) as Readonly<Record<string, object>>;
  expect(Object.keys(bundled)).toHaveLength(entryPoints.length);
  for (const entry of Object.values(bundled)) expect(Object.keys(entry).length).toBeGreaterThan(0);
});

test.each(['@archetype/datasets', '@archetype/training', '@archetype/backend-tfjs', '@archetype/backend-ort'])('%s has an entry point for browsers, free of Node', async (name) => {
  const bundle = await bundleForBrowser(`export * from '${name}';`, 'esm');
  expect(bundle.length).toBeGreaterThan(1000);
});
