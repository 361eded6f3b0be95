import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { cacheDirectory } from './cacheDirectory.js';
import { fashionMnistInfo } from './fashionMnist/info.js';
import { sampleDirectory } from './fashionMnist/sample.js';

describe('cacheDirectory', () => {
  it('is ARCHETYPE_HOME, else a folder of our name', () => {
    expect(cacheDirectory({ ARCHETYPE_HOME: 'some/where' })).toBe(resolve('some/where'));
    expect(cacheDirectory({ ARCHETYPE_HOME: '' })).toBe(cacheDirectory({}));
    expect(cacheDirectory({})).toMatch(/archetype/);
  });
});

describe('fashionMnistInfo', () => {
  it('says where the data lie and which files are there', async () => {
    const cache = resolve('no/such/cache');
    const { cacheDirectory: found, full } = await fashionMnistInfo({ ARCHETYPE_HOME: cache });
    expect(found).toBe(cache);
    expect(full).toMatchObject({ directory: join(cache, 'datasets', 'fashion-mnist'), fromEnvironment: false, train: 60_000, test: 10_000 });
    expect(full.files.map(({ present }) => present)).toEqual([false, false, false, false]);
    const named = await fashionMnistInfo({ ARCHETYPE_HOME: cache, FASHION_MNIST_DIR: sampleDirectory });
    expect(named.full.fromEnvironment).toBe(true);
    expect(named.full.files.every(({ present }) => present)).toBe(true);
  });
});
