import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Device } from './device.js';
import { openCpu } from './engines/cpu.js';
import { createWorkspace, type Workspace } from './workspace.js';

describe('scopes', () => {
  let device: Device;
  beforeAll(async () => {
    device = await openCpu();
  });
  afterAll(() => device.dispose());

  const written = (workspace: Workspace, value: number) => workspace.write(Float32Array.of(value), [1], 'float32');
  const negated = (workspace: Workspace, value: number) => workspace.run('Neg', { x: written(workspace, value) });

  it('keep their results and give up the rest', async () => {
    const workspace = createWorkspace(device);
    const [kept] = workspace.tidy(() => [negated(workspace, 3)]);
    expect(await device.read(kept!)).toEqual(Float32Array.of(-3));
    expect(device.dataCount()).toBe(1);
    workspace.dispose();
    expect(device.dataCount()).toBe(0);
  });

  it('hand the results of an inner scope to the outer one, which gives up those that it does not return', () => {
    const workspace = createWorkspace(device);
    const kept = workspace.tidy(() => {
      const [first] = workspace.tidy(() => [negated(workspace, 1)]);
      const [second] = workspace.tidy(() => [negated(workspace, 2)]);
      expect(device.dataCount()).toBe(2);
      return [workspace.run('Add', { a: first!, b: second! })];
    });
    expect(device.dataCount()).toBe(1);
    workspace.release(...kept);
    expect(device.dataCount()).toBe(0);
  });

  it('leave an operand that comes back to its owner', () => {
    const workspace = createWorkspace(device);
    const operand = written(workspace, 1);
    const [same] = workspace.tidy(() => {
      const [inner] = workspace.tidy(() => [operand]);
      return [inner!];
    });
    expect(same).toBe(operand);
    workspace.tidy(() => workspace.tidy(() => [operand]).slice(1));
    expect(device.dataCount()).toBe(1);
    workspace.release(operand);
    expect(device.dataCount()).toBe(0);
  });

  it('give everything back after an exception, and the scopes around it go on', () => {
    const workspace = createWorkspace(device);
    workspace.tidy(() => {
      const before = written(workspace, 1);
      expect(() =>
        workspace.tidy(() => {
          negated(workspace, 2);
          throw new Error('refused');
        }),
      ).toThrow('refused');
      return [before].slice(1);
    });
    workspace.releaseTemporaries();
    expect(device.dataCount()).toBe(0);
  });
});
