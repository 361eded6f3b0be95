import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readTimings, timingsPath, writeTimings, type Measured } from './timings.js';

const home = mkdtempSync(join(tmpdir(), 'archetype-tuning-'));
afterAll(() => rmSync(home, { recursive: true }));

const here: Measured = { processor: 'Some CPU', threads: 2, runtime: 'onnxruntime-node 1.30.0', engine: 'ort:cpu', precision: 'fast' };
const path = timingsPath(here, { ARCHETYPE_HOME: home });
const timings = { 'batch 4, one': { direct: 12.5, 'winograd 4×4': 8 } };

describe('timings in the cache folder', () => {
  it('are in a file of their own for all that they depend on', () => {
    expect(dirname(path)).toBe(join(home, 'tuning'));
    const others: readonly Partial<Measured>[] = [{ processor: 'another' }, { threads: 4 }, { runtime: 'onnxruntime-node 1.31.0' }, { engine: 'ort:wasm' }, { precision: 'exact' }];
    const paths = [{}, ...others].map((other) => timingsPath({ ...here, ...other }, { ARCHETYPE_HOME: home }));
    expect(new Set(paths).size).toBe(paths.length);
    expect(paths[0]).toBe(path);
  });

  it('are none before there is a file', async () => {
    expect(await readTimings(path)).toEqual({ timings: {} });
  });

  it('come back as they were written, and nothing else is left in the folder', async () => {
    await writeTimings(path, here, timings);
    expect(await readTimings(path)).toEqual({ timings });
    expect(readdirSync(dirname(path))).toHaveLength(1);
  });

  it.each([
    ['', 'is empty'],
    ['{"format":"archetype-tuning/1","timings":{"a":{"direct":12', 'was cut short'],
    ['{"format":"archetype-tuning/2","timings":{}}', 'is of another format'],
    ['{"format":"archetype-tuning/1","timings":{"a":{"direct":"fast"}}}', 'holds words for numbers'],
    ['{"format":"archetype-tuning/1","timings":{"a":{"direct":-1}}}', 'holds times below zero'],
    ['null', 'is null'],
  ])('%j are left alone with a warning: the file %s', async (text) => {
    writeFileSync(path, text);
    expect(await readTimings(path)).toEqual({ timings: {}, warning: expect.stringContaining(path) });
    await writeTimings(path, here, timings);
    expect(await readTimings(path)).toEqual({ timings });
  });
});
