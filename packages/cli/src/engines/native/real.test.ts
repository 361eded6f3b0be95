import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, expect, it } from 'vitest';

// The built program, the compiler and the Python of this machine: `npm run test:native`, after a build. Fetches 240 MiB where Python has no TensorFlow.
const bin = fileURLToPath(new URL('../../../bin/archetype.js', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'archetype-real-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const archetype = async (...call: readonly string[]): Promise<string> => {
  const { stdout } = await promisify(execFile)(process.execPath, [bin, ...call], { cwd: folder, env: { ...process.env, ARCHETYPE_HOME: join(folder, 'home') } });
  return stdout;
};
interface Listed {
  readonly engines: readonly { readonly engine: string; readonly available: boolean; readonly version?: string }[];
  readonly added: readonly { readonly bytes: number; readonly folder: string }[];
}
const list = async (): Promise<Listed> => JSON.parse(await archetype('engine', 'list', '--json')) as Listed;

it('adds tfjs:node, trains on it, and removes it', async () => {
  expect(JSON.parse(await archetype('engine', 'add', 'tfjs:node', '--yes', '--json'))).toMatchObject({ outcome: 'added', engines: [{ engine: 'tfjs:node', available: true }] });
  const { engines, added } = await list();
  expect(engines.find(({ engine }) => engine === 'tfjs:node')?.version).toMatch(/^TensorFlow 2\./);
  expect(added).toHaveLength(1);
  const events = (await archetype('train', 'lenet-bn', '--engine', 'tfjs:node', '--limit', '512', '--epochs', '2', '--seed', '1', '--out', 'run', '--json')).trim().split('\n');
  const losses = events.map((line) => JSON.parse(line) as { readonly event: string; readonly trainLoss?: number }).filter(({ event }) => event === 'epoch').map(({ trainLoss }) => trainLoss!);
  expect(losses[1]).toBeLessThan(losses[0]!);
  expect(JSON.parse(await archetype('engine', 'remove', 'tfjs:node', '--json'))).toEqual({ engine: 'tfjs:node', removed: 1, bytes: expect.any(Number) });
  expect(readdirSync(join(folder, 'home/engines/tfjs-node'))).toEqual([]);
  expect((await list()).engines.find(({ engine }) => engine === 'tfjs:node')?.available).toBe(false);
}, 900_000);
