import { spawn } from 'node:child_process';

/** What a finished program left. */
export interface Finished {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CommandOptions {
  readonly cwd: string;
  /** Added to this process's environment; `undefined` removes a variable. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** @defaultValue 120 000 */
  readonly timeoutMs?: number;
}

/**
 * Runs a program to its end, standard input closed. The settings that npm hands to its scripts are taken out, so that
 * a program started here sees what a user's shell would give it; those that name a registry, a cache or a proxy stay.
 *
 * @throws Error if it cannot be started, or is not done in time
 */
export function run(command: string, commandArguments: readonly string[], options: CommandOptions): Promise<Finished> {
  const environment = Object.fromEntries(
    Object.entries({ ...process.env, ...options.env }).filter(([name]) => !/^(npm_(package|lifecycle|config_(local_prefix|workspace))|VITEST|NODE_ENV$|INIT_CWD$|FORCE_COLOR$)/.test(name)),
  );
  const timeoutMs = options.timeoutMs ?? 120_000;
  return new Promise((resolve, reject) => {
    const child = spawn(command, commandArguments, {
      cwd: options.cwd,
      env: environment,
      stdio: ['ignore', 'pipe', 'pipe'],
      shell: process.platform === 'win32',
    });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    const timer = setTimeout(() => {
      child.kill('SIGKILL');
      reject(new Error(`${command} ${commandArguments.join(' ')} was not done in ${timeoutMs / 1000} s\n${stdout}\n${stderr}`));
    }, timeoutMs);
    child.on('error', reject);
    child.on('close', (code) => {
      clearTimeout(timer);
      resolve({ code: code ?? 1, stdout, stderr });
    });
  });
}

/** As {@link run}, for a program that must succeed. @throws Error with all that it printed, if it does not */
export async function runWell(command: string, commandArguments: readonly string[], options: CommandOptions): Promise<Finished> {
  const finished = await run(command, commandArguments, options);
  if (finished.code !== 0) {
    throw new Error(`${command} ${commandArguments.join(' ')} exited ${finished.code}\n${finished.stdout}\n${finished.stderr}`);
  }
  return finished;
}
