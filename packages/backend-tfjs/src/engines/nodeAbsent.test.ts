import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { backend } from '../backend.js';
import { openNode } from './node.js';
import { findNativeModule } from './tensorflow/nativeModule.js';

// With the native module, `npm run test:native` has more to say.
it.runIf('reason' in (await findNativeModule('node')))('tfjs:node without its native module says what is missing', async () => {
  expect(await backend.probe('node')).toMatchObject({ available: false, fix: 'archetype engine add tfjs:node' });
  await expect(backend.open('node')).rejects.toMatchObject({ code: 'engine-unavailable' });
});

it('tfjs:node with a native module that the system cannot load says why, and how to build another', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'archetype-module-'));
  const path = join(folder, 'tfjs_binding.node');
  await writeFile(path, 'no library');
  const error: unknown = await openNode(path, 'node').catch((thrown: unknown) => thrown);
  await rm(folder, { recursive: true });
  expect(error).toMatchObject({ code: 'engine-unavailable', message: expect.stringMatching(/cannot be loaded: .*archetype engine add tfjs:node/s) });
});
