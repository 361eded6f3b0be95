import { describe, expect, it } from 'vitest';
import { resolveEngine } from './resolve.js';

describe('which engine is taken', () => {
  it('a backend alone: the first of its devices that is here, with the reason; never one that is only for those who name it', async () => {
    const { name, because } = await resolveEngine({ backend: 'tfjs' });
    expect(name).toMatch(/^tfjs:(node-gpu|webgpu|node|wasm)$/);
    expect(because).toMatch(/^the best that is here/);
    if (name === 'tfjs:wasm') expect(because).toContain('without tfjs:node-gpu, ');
  });

  it('a device that is named, however slow, without a word why', async () => {
    expect(await resolveEngine({ backend: 'tfjs', device: 'cpu' })).toMatchObject({ name: 'tfjs:cpu', because: undefined });
  });

  it('a device that there is not', async () => {
    await expect(resolveEngine({ backend: 'tfjs', device: 'nod' })).rejects.toMatchObject({ code: 'unknown-device' });
  });
});
