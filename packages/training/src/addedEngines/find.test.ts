import { mkdir, mkdtemp, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { addedEngines, engineDirectory } from './find.js';
import type { EngineRecord } from './record.js';

const here = `${process.platform}-${process.arch}`;
let home: string;
beforeEach(async () => void (home = await mkdtemp(join(tmpdir(), 'archetype-engines-'))));
afterEach(() => rm(home, { recursive: true }));

async function put(name: string, given: Partial<EngineRecord> = {}): Promise<string> {
  const folder = join(engineDirectory('tfjs:node', { ARCHETYPE_HOME: home }), name);
  await mkdir(folder, { recursive: true });
  const record = { engine: 'tfjs:node', module: 'it.node', versions: { tfjs: '4.22.0' }, platform: here, napi: 8, bytes: 3, added: '2026-01-01T00:00:00Z', ...given };
  await writeFile(join(folder, 'it.node'), 'abc');
  await writeFile(join(folder, 'engine.json'), JSON.stringify(record));
  return folder;
}
const find = (wanted = { tfjs: '4.22.0' }) => addedEngines('tfjs:node', wanted, { ARCHETYPE_HOME: home });

describe('engines in the cache folder', () => {
  it('finds none where nothing was added', async () => expect(await find()).toEqual([]));

  it('finds one that fits, and what to load', async () => {
    const folder = await put('a');
    expect(await find()).toMatchObject([{ folder, modulePath: join(folder, 'it.node'), unfit: undefined }]);
  });

  it('takes a folder without its record for one that is being made', async () => {
    const folder = await put('a');
    await rm(join(folder, 'engine.json'));
    expect(await find()).toEqual([]);
  });

  it.each(['', '{"engine":', 'null', '[]', '{"module":7}'])('takes a folder whose record is %j for none', async (text) => {
    await writeFile(join(await put('a'), 'engine.json'), text);
    expect(await find()).toEqual([]);
  });

  it.each<[string, Partial<EngineRecord>, RegExp]>([
    ['another platform', { platform: 'plan9-mips' }, /added on plan9-mips/],
    ['a Node-API that this Node lacks', { napi: 99 }, /needs Node-API 99/],
    ['another version of the package', { versions: { tfjs: '4.0.0' } }, /made of tfjs 4.0.0.*needs 4.22.0/],
    ['a module that is gone', { module: 'other.node' }, /other.node is gone/],
    ['a library elsewhere that is gone', { outside: { path: '/nowhere/lib.so', bytes: 1, modified: 1 } }, /gone from \/nowhere\/lib.so/],
  ])('says that %s does not fit', async (_, given, reason) => {
    await put('a', given);
    expect((await find())[0]!.unfit).toMatch(reason);
  });

  it('notices that the library elsewhere was replaced', async () => {
    const library = join(home, 'lib.so');
    await writeFile(library, 'first');
    const { size, mtimeMs } = await stat(library);
    await put('a', { outside: { path: library, bytes: size, modified: mtimeMs } });
    expect((await find())[0]!.unfit).toBeUndefined();
    await utimes(library, 1, 1);
    expect((await find())[0]!.unfit).toMatch('another one than it was built against');
  });

  it('prefers what fits, then what came last', async () => {
    await put('unfit', { napi: 99, added: '2026-03-01T00:00:00Z' });
    const older = await put('older');
    const newer = await put('newer', { added: '2026-02-01T00:00:00Z' });
    expect((await find()).map(({ folder }) => folder).slice(0, 2)).toEqual([newer, older]);
  });
});
