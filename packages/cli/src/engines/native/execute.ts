import { spawn } from 'node:child_process';

/** How a program ended, and the end of what it said. */
export interface Execution {
  /** Its exit code; `ENOENT` when there is no such program, or none that may be run. */
  readonly code: number | 'ENOENT';
  readonly stdout: string;
  /** Standard output and error as they came. */
  readonly output: string;
}

export interface ExecuteOptions {
  readonly signal: AbortSignal;
  readonly folder?: string;
  readonly environment?: Readonly<Record<string, string>>;
}

/** Of a long output the end: that is where a program says why it stops. */
const keptCharacters = 20_000;

/**
 * Runs a program to its end, in a process group of its own, so that an abort ends it together with whatever it has started.
 *
 * @throws the signal's reason when it is aborted, after the group is gone
 */
export async function execute(program: string, parameters: readonly string[], { signal, folder, environment }: ExecuteOptions): Promise<Execution> {
  signal.throwIfAborted();
  const child = spawn(program, parameters, {
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
    ...(folder !== undefined && { cwd: folder }),
    env: { ...process.env, ...environment },
  });
  let stdout = '';
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout = (stdout + text).slice(-keptCharacters);
    output = (output + text).slice(-keptCharacters);
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => void (output = (output + text).slice(-keptCharacters)));
  const abort = (): void => endGroup(child.pid);
  signal.addEventListener('abort', abort);
  try {
    const code = await new Promise<number | 'ENOENT'>((resolve, reject) => {
      child.on('error', (error: NodeJS.ErrnoException) => (error.code === 'ENOENT' || error.code === 'EACCES' ? resolve('ENOENT') : reject(error)));
      child.on('close', (status) => resolve(status ?? 1));
    });
    signal.throwIfAborted();
    return { code, stdout, output };
  } finally {
    signal.removeEventListener('abort', abort);
  }
}

function endGroup(group: number | undefined): void {
  if (group === undefined) return;
  try {
    process.kill(-group, 'SIGKILL');
  } catch {
    // It has ended by itself.
  }
}
