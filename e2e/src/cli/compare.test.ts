import { spawnSync } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { readSafetensors } from '@archetype/training';
import { describe, expect, it } from 'vitest';
import { archetype, archetypeWell, ended, json, start, temporaryFolder } from './archetype.js';

interface Comparison {
  readonly engines: readonly { readonly engine: string; readonly losses: readonly number[]; readonly imagesPerSecond: number; readonly peakMemoryBytes: number }[];
  readonly agreement: readonly { readonly a: string; readonly b: string; readonly maxLossDifference: number; readonly firstDivergence: unknown }[];
}

/** The one process that a program has started. */
function childOf(pid: number): number {
  const { stdout } = spawnSync('ps', ['-o', 'pid=', '--ppid', String(pid)], { encoding: 'utf8' });
  const [child] = stdout.trim().split(/\s+/).map(Number);
  if (child === undefined || !(child > 0)) throw new Error(`process ${pid} has no child`);
  return child;
}

describe('compare', () => {
  it('gives every engine the same, and finds that they agree', async () => {
    const folder = temporaryFolder();
    const { engines, agreement } = await json<Comparison>(folder, ['compare', 'lenet-bn', '--engines', 'ort,tfjs,reference', '--steps', '3', '--batch-size', '8', '--limit', '32', '--out', 'run']);
    expect(engines.map(({ engine }) => engine)).toEqual(['ort:cpu', 'tfjs:wasm', 'reference']);
    for (const { losses, imagesPerSecond, peakMemoryBytes } of engines) {
      expect(losses).toHaveLength(3);
      expect(imagesPerSecond).toBeGreaterThan(0);
      expect(peakMemoryBytes).toBeGreaterThan(20 * 1024 * 1024);
    }
    expect(agreement.map(({ a, b }) => [a, b])).toEqual([['ort:cpu', 'tfjs:wasm'], ['ort:cpu', 'reference'], ['tfjs:wasm', 'reference']]);
    for (const { maxLossDifference, firstDivergence } of agreement) {
      expect(maxLossDifference).toBeLessThan(2e-4);
      expect(firstDivergence).toBeNull();
    }
    const run = join(folder, 'run');
    expect(readdirSync(run).toSorted()).toEqual(['checkpoints', 'comparison.json', 'environment.json', 'events.jsonl', 'model.json', 'recipe.json', 'report.html']);
    expect(readdirSync(join(run, 'checkpoints')).toSorted()).toEqual(['ort-cpu.safetensors', 'reference.safetensors', 'tfjs-wasm.safetensors']);
    const weights = (await readSafetensors(join(run, 'checkpoints', 'ort-cpu.safetensors'))).tensors;
    expect([...weights.keys()]).toEqual(expect.arrayContaining(['0.weight', '1.running_mean']));
    await archetypeWell(folder, ['train', 'lenet-bn', '--weights', 'run/checkpoints/tfjs-wasm.safetensors', '--limit', '16', '--batch-size', '16', '--epochs', '1', '--no-test']);
    expect(readFileSync(join(run, 'events.jsonl'), 'utf8').trim().split('\n')[0]).toMatch(/^\{"engine":"ort:cpu","event":"start"/);
  });

  it('counts its steps through epochs', async () => {
    const { engines } = await json<Comparison>(temporaryFolder(), ['compare', 'lenet', '--engines', 'ort', '--steps', '7', '--batch-size', '8', '--limit', '20', '--no-test']);
    expect(engines[0]?.losses).toHaveLength(7);
  });

  it('says in words what it found, where the report is and what to try next', async () => {
    const { stdout } = await archetypeWell(temporaryFolder(), ['compare', 'lenet', '--engines', 'ort,reference', '--steps', '2', '--batch-size', '4', '--limit', '16']);
    expect(stdout).toMatch(/ort:cpu and reference: no divergence/);
    expect(stdout).toMatch(/report +runs[/\\]\S+-compare-lenet[/\\]report\.html/);
    expect(stdout).toContain('What to try next:');
  });

  it('refuses an engine that is not here before the first one begins', async () => {
    const { code, stderr } = await archetype(temporaryFolder(), ['compare', 'lenet', '--engines', 'ort,tfjs:abacus']);
    expect(code).toBe(2);
    expect(stderr).not.toContain('epoch');
    expect(stderr).toContain('tfjs has no device "abacus"');
  });

  it('goes on with the others when an engine dies', async () => {
    const folder = temporaryFolder();
    const child = start(folder, ['compare', 'lenet', '--engines', 'ort,tfjs', '--epochs', '6', '--batch-size', '16', '--limit', '480', '--no-test', '--out', 'run']);
    let stderr = '';
    let stdout = '';
    child.stdout?.setEncoding('utf8').on('data', (text: string) => (stdout += text));
    const begun = new Promise<void>((resolve) => {
      child.stderr?.setEncoding('utf8').on('data', (text: string) => {
        stderr += text;
        if (stderr.includes('epoch 1')) resolve();
      });
    });
    const end = ended(child);
    await begun;
    process.kill(childOf(child.pid ?? 0), 'SIGKILL');
    expect(await end).toEqual({ code: 1, signal: null });
    expect(stderr).toContain('ort:cpu did not finish: its process was ended by SIGKILL');
    expect(stdout).toMatch(/ort:cpu \(did not finish\)/);
    expect(stdout).toMatch(/tfjs:wasm +\d\.\d{4}/);
    expect(stdout).toMatch(/ort:cpu and tfjs:wasm: not compared/);
    expect(readFileSync(join(folder, 'run', 'report.html'), 'utf8')).toContain('ort:cpu did not finish.');
  });

  it('stops on SIGINT with what there is, and exits with 130', async () => {
    const folder = temporaryFolder();
    const child = start(folder, ['compare', 'lenet', '--engines', 'ort,tfjs', '--epochs', '50', '--batch-size', '16', '--limit', '2000', '--out', 'run']);
    let stderr = '';
    const begun = new Promise<void>((resolve) => {
      child.stderr?.setEncoding('utf8').on('data', (text: string) => {
        stderr += text;
        if (stderr.includes('epoch 1')) resolve();
      });
    });
    const end = ended(child);
    await begun;
    child.kill('SIGINT');
    expect(await end).toEqual({ code: 130, signal: null });
    expect(JSON.parse(readFileSync(join(folder, 'run', 'comparison.json'), 'utf8'))).toMatchObject({ engines: [{ engine: 'ort:cpu' }] });
  });
});
