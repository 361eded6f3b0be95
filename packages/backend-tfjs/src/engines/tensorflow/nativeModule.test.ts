import { resolve } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { findNativeModule } from './nativeModule.js';

afterEach(() => vi.unstubAllEnvs());

describe('a native module that the environment names', () => {
  it('is looked for from the folder that one is in, as any path on the command line', async () => {
    vi.stubEnv('ARCHETYPE_TFJS_NODE', 'package.json');
    expect(await findNativeModule('node')).toMatchObject({ path: resolve('package.json') });
  });

  it('is not silently passed over where it is not there', async () => {
    vi.stubEnv('ARCHETYPE_TFJS_NODE_GPU', 'no/such.node');
    expect(await findNativeModule('node-gpu')).toEqual({ reason: 'ARCHETYPE_TFJS_NODE_GPU names no/such.node, which is not there' });
  });
});
