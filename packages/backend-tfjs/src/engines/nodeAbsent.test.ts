import { expect, it } from 'vitest';
import { backend } from '../backend.js';
import { findNativeModule } from './tensorflow/nativeModule.js';

// With the native module, `npm run test:native` has more to say.
it.runIf('reason' in (await findNativeModule('node')))('tfjs:node without its native module says what is missing', async () => {
  expect(await backend.probe('node')).toMatchObject({ available: false, fix: 'archetype engine add tfjs:node' });
  await expect(backend.open('node')).rejects.toMatchObject({ code: 'engine-unavailable' });
});
