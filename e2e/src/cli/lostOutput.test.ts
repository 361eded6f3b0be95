import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { run, type Finished } from '../command.js';
import { bin, temporaryFolder } from './archetype.js';

/** A call with its output sent where a shell can send it. */
const shell = (call: string): Promise<Finished> => run('sh', ['-c', `"${process.execPath}" "${bin}" ${call}`], { cwd: temporaryFolder(), timeoutMs: 60_000 });

const TRAINING = 'train lenet --limit 256 --epochs 1 --no-test --engine ort:cpu --out run';

describe.skipIf(!existsSync('/dev/full'))('output that cannot be written', () => {
  it.each(['2>/dev/full', '2>&-'])('loses remarks, not results: %s', async (redirection) => {
    expect(await shell(`${TRAINING} ${redirection}`)).toMatchObject({ code: 0, stdout: expect.stringMatching(/^training loss /) });
    expect(await shell(`show nothing-like-it ${redirection}`)).toMatchObject({ code: 2 });
  });

  it('is an error of a result', async () => {
    for (const call of ['list', `${TRAINING} --json`]) {
      const { code, stderr } = await shell(`${call} >/dev/full`);
      expect(stderr).toMatch(/error standard output: cannot write it: .*ENOSPC.*\n +free some space/);
      expect(stderr).not.toContain('defect');
      expect(code).toBe(2);
    }
  });

  it('is no error when the reader of a pipe leaves, and hides none', async () => {
    expect(await shell('show resnet152 | head -n 1')).toMatchObject({ code: 0, stdout: '{\n', stderr: '' });
    const { stdout } = await run('bash', ['-o', 'pipefail', '-c', `"${process.execPath}" "${bin}" diff resnet152 densenet201 --json | head -n 1; echo $?`], { cwd: temporaryFolder() });
    expect(stdout).toBe('{\n1\n');
  });

  it('is not what was asked for when it cuts a run short', async () => {
    const call = 'train lenet --limit 4096 --epochs 20 --no-test --engine ort:cpu --out run --json';
    const { stdout } = await run('bash', ['-o', 'pipefail', '-c', `"${process.execPath}" "${bin}" ${call} 2>/dev/null | head -n 1; echo $?`], { cwd: temporaryFolder() });
    expect(stdout).toMatch(/^\{"event":"start".*\}\n1\n$/);
  });
});
