import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import { run, runWell, type CommandOptions, type Finished } from '../command.js';

/** The built program, as a user's shell starts it. */
export const bin = fileURLToPath(new URL('../../../packages/cli/bin/archetype.js', import.meta.url));

/** The images that come with the package: 10,000 + 2,000. */
export const sample = fileURLToPath(new URL('../../../packages/datasets/sample/', import.meta.url));

/**
 * A folder that is gone when the test is over.
 *
 * @param finished of the test's own context, where tests run beside each other: the global one may belong to another of them
 */
export function temporaryFolder(finished: (remove: () => void) => void = onTestFinished): string {
  const folder = mkdtempSync(join(tmpdir(), 'archetype-cli-'));
  finished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Nothing of the machine decides what a test sees: neither its cache nor its colours. */
const plain = (cwd: string): CommandOptions['env'] => ({
  ARCHETYPE_HOME: join(cwd, 'home'),
  FASHION_MNIST_DIR: undefined,
  FORCE_COLOR: undefined,
  NO_COLOR: undefined,
  DEBUG: undefined,
});

export function archetype(cwd: string, args: readonly string[], env: CommandOptions['env'] = {}): Promise<Finished> {
  return run(process.execPath, [bin, ...args], { cwd, env: { ...plain(cwd), ...env } });
}

/** @throws Error with all that it printed, if it does not exit with 0 */
export function archetypeWell(cwd: string, args: readonly string[], env: CommandOptions['env'] = {}): Promise<Finished> {
  return runWell(process.execPath, [bin, ...args], { cwd, env: { ...plain(cwd), ...env } });
}

/** The one JSON document of a command that succeeds. */
export async function json<Shape>(cwd: string, args: readonly string[]): Promise<Shape> {
  return JSON.parse((await archetypeWell(cwd, [...args, '--json'])).stdout) as Shape;
}

/** One JSON object a line. */
export function lines<Shape>({ stdout }: Finished): readonly Shape[] {
  return stdout.trim().split('\n').map((line) => JSON.parse(line) as Shape);
}

/** A program under way, for tests that end it. */
export function start(cwd: string, args: readonly string[]): ChildProcess {
  return spawn(process.execPath, [bin, ...args], { cwd, env: { ...process.env, ...plain(cwd) }, stdio: ['ignore', 'pipe', 'pipe'] });
}

/** Exit code and signal of a program under way. */
export function ended(child: ChildProcess): Promise<{ readonly code: number | null; readonly signal: NodeJS.Signals | null }> {
  return new Promise((resolve) => child.on('close', (code, signal) => resolve({ code, signal })));
}
