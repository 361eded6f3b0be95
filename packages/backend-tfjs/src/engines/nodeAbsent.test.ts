import { expect, it } from 'vitest';
import { backend } from '../backend.js';
import { findNativeModule } from './tensorflow/nativeModule.js';

// With the native module, `npm run test:native` has more to say.
it.runIf((await findNativeModule('@tensorflow/tfjs-node')) === undefined)('tfjs:node without its native module says what is missing', async () => {
  expect(await backend.probe('node')).toMatchObject({ available: false, fix: expect.stringMatching(/tfjs:node|npm install/) });
  await expect(backend.open('node')).rejects.toMatchObject({ code: 'engine-unavailable' });
});
