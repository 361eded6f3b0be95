import type * as os from 'node:os';
import { userInfo } from 'node:os';
import { join, resolve } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { cacheDirectory } from './cacheDirectory.js';
import { fashionMnistInfo } from './fashionMnist/info.js';
import { sampleDirectory } from './fashionMnist/sample.js';

vi.mock('node:os', async (original) => {
  const real = await original<typeof os>();
  return { ...real, userInfo: vi.fn<typeof os.userInfo>(real.userInfo) };
});

describe('cacheDirectory', () => {
  it('is ARCHETYPE_HOME, else a folder of our name', () => {
    expect(cacheDirectory({ ARCHETYPE_HOME: 'some/where' })).toBe(resolve('some/where'));
    expect(cacheDirectory({ ARCHETYPE_HOME: '' })).toBe(cacheDirectory({}));
    expect(cacheDirectory({})).toMatch(/archetype/);
  });

  it.runIf(process.platform === 'linux')('follows XDG_CACHE_HOME and HOME where these are absolute', () => {
    expect(cacheDirectory({ XDG_CACHE_HOME: '/caches', HOME: '/home/me' })).toBe('/caches/archetype');
    expect(cacheDirectory({ XDG_CACHE_HOME: 'caches', HOME: '/home/me' })).toBe('/home/me/.cache/archetype');
    expect(cacheDirectory({ HOME: '/home/me' })).toBe('/home/me/.cache/archetype');
  });

  it('is what the system knows of the user where HOME is empty, never a folder below the one that one is in', () => {
    vi.mocked(userInfo).mockReturnValueOnce({ ...userInfo(), homedir: resolve('/home/known') });
    expect(cacheDirectory({ HOME: '', USERPROFILE: '' })).toMatch(resolve('/home/known'));
  });

  it('asks for a folder where the user has no home, such as a number without a name in a container', () => {
    vi.mocked(userInfo).mockImplementationOnce(() => {
      throw new Error('uv_os_get_passwd returned ENOENT');
    });
    expect(() => cacheDirectory({})).toThrow('set ARCHETYPE_HOME to a folder that you can write');
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
